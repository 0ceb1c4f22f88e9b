import type { IgmpVersion, QueryScope } from '../../shared/igmp.ts'
import { SECOND, type DurationMs } from '../../shared/time.ts'
import type { Message } from '../decode/message.ts'
import { Histogram } from './histogram.ts'

/** What a message is, as far as it is counted: a query by its scope (RFC 3376 s4.1.9). */
export const METERED_KINDS = ['general', 'group', 'group-and-source', 'report', 'leave', 'other'] as const
export type MeteredKind = (typeof METERED_KINDS)[number]
const KIND_NUMBERS = { general: 0, group: 1, 'group-and-source': 2, report: 3, leave: 4, other: 5 } as const satisfies {
  readonly [kind in QueryScope | MeteredKind]: number
}
/** 0: a message whose length or type is that of no version (RFC 3376 s7.1). */
const VERSIONS = 4

/** From a leave to the end of its group; the last member query time is 2 s by default (RFC 3376 s8.8). */
const LEAVE_BOUNDS: readonly DurationMs[] = [0.1, 0.25, 0.5, 1, 1.5, 2, 2.5, 3, 5, 10, 30, 60].map((s) => s * SECOND)
/** From a general query to an answer; the max response time is 10 s by default (RFC 3376 s8.3). */
const DELAY_BOUNDS: readonly DurationMs[] = [0.1, 0.25, 0.5, 1, 2, 3, 5, 7.5, 10, 12.5, 15, 30].map((s) => s * SECOND)

/** What happened on a segment since the start: numbers that only grow, whatever becomes of its tables. */
export class SegmentMeter {
  readonly #messages = new Array<number>(METERED_KINDS.length * VERSIONS).fill(0)
  #heard = false
  readonly leaveLatency = new Histogram(LEAVE_BOUNDS)
  readonly responseDelay = new Histogram(DELAY_BOUNDS)
  /** Gaps between the general queries of whoever was the querier, and queries that should have come in them. */
  gaps = 0
  gapSum: DurationMs = 0
  missed = 0

  /** Nothing was ever counted. */
  get isEmpty(): boolean {
    return !this.#heard && this.gaps === 0
  }

  hear(message: Message): void {
    this.#heard = true
    const kind = message.kind === 'query' ? message.scope : message.kind
    const place = KIND_NUMBERS[kind] * VERSIONS + (message.version ?? 0)
    this.#messages[place] = this.#messages[place]! + 1
  }

  asked(gap: DurationMs, missed: number): void {
    this.gaps += 1
    this.gapSum += gap
    this.missed += missed
  }

  /** Those that came. `version`: as IGMP counts them; null: of none. */
  *messages(): Generator<{ kind: MeteredKind; version: IgmpVersion | null; count: number }> {
    for (const [number, kind] of METERED_KINDS.entries()) {
      for (let version = 0; version < VERSIONS; version += 1) {
        const count = this.#messages[number * VERSIONS + version]!
        if (count > 0) yield { kind, version: version === 0 ? null : (version as IgmpVersion), count }
      }
    }
  }
}
