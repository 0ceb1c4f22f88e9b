import type { FindingCode } from '../../shared/finding.ts'
import type { DurationMs, EpochMs } from '../../shared/time.ts'
import type { Segment } from '../decode/segment.ts'
import type { FindingEvent } from './event.ts'
import { Finding, findingKey } from './finding.ts'
import type { Observation } from './rule.ts'

/** Findings of one tap that are open at a time; further ones are counted. */
export const MAX_OPEN_FINDINGS = 2_000
/** Closed findings of one tap that are still shown; the oldest go first. The history keeps them all. */
const CLOSED_KEPT = 500

type Place = Segment | 'tap'

/** The findings of one tap: opens, updates and closes them by what the rules observe. */
export class FindingBook {
  readonly #open = new Map<Place, Map<string, Finding>>()
  readonly #closed: Finding[] = []
  #size = 0
  /** Observations that found no room, since the start. */
  refused = 0

  get size(): number {
    return this.#size
  }

  /** Open ones, then closed ones, the newest first. */
  *[Symbol.iterator](): Generator<Finding> {
    for (const findings of this.#open.values()) yield* findings.values()
    for (let i = this.#closed.length - 1; i >= 0; i -= 1) yield this.#closed[i]!
  }
  *open(): Generator<Finding> {
    for (const findings of this.#open.values()) yield* findings.values()
  }
  /** What one rule sees at `at`; what it has not seen for `lingers` is closed. Returns what happened. */
  settle(
    code: FindingCode,
    segment: Segment | null,
    seen: Iterable<Observation>,
    lingers: () => DurationMs,
    at: EpochMs,
  ): FindingEvent[] {
    const events: FindingEvent[] = []
    const place: Place = segment ?? 'tap'
    const known = this.#open.get(place)
    for (const observation of seen) this.#see(code, segment, observation, at, events)
    if (!known) return events
    for (const [key, finding] of known) {
      if (finding.code !== code || finding.lastAt === at || at - finding.lastAt < lingers()) continue
      known.delete(key)
      this.#close(finding, at, events)
    }
    return events
  }

  #see(code: FindingCode, segment: Segment | null, seen: Observation, at: EpochMs, events: FindingEvent[]): void {
    const place: Place = segment ?? 'tap'
    const key = findingKey(code, seen.subject)
    const known = this.#open.get(place)?.get(key)
    if (known) {
      if (known.update(seen, at))
        events.push({ event: 'finding-changed', at, finding: known, severity: known.severity, said: known.said() })
      return
    }
    if (this.#size >= MAX_OPEN_FINDINGS) {
      this.refused += 1
      return
    }
    const finding = new Finding(code, segment, seen, at)
    let findings = this.#open.get(place)
    if (!findings) this.#open.set(place, (findings = new Map<string, Finding>()))
    findings.set(key, finding)
    this.#size += 1
    events.push({ event: 'finding-opened', at, finding, severity: finding.severity, said: finding.said() })
  }

  #close(finding: Finding, at: EpochMs, events: FindingEvent[]): void {
    finding.closedAt = at
    this.#size -= 1
    this.#closed.push(finding)
    if (this.#closed.length > CLOSED_KEPT) this.#closed.shift()
    events.push({ event: 'finding-closed', at, finding, severity: finding.severity, said: finding.said() })
  }
}
