import type { DurationMs, EpochMs } from '../../shared/time.ts'
import type { Expiring } from './deadlines.ts'
import type { SegmentTable } from './segment-table.ts'

/** Times of blindness of one segment that are told apart; of more the newest become one. */
const TIMES_KEPT = 16

interface Time {
  from: EpochMs
  /** null while it lasts */
  to: EpochMs | null
}

/**
 * How long the timers stood still of who was heard last at `heardAt`. Of who was not heard since the time of blindness
 * before this one, they stood already.
 */
export type StoodStill = (heardAt: EpochMs) => DurationMs

/**
 * When the tap of a segment saw nothing of late. Who was not heard since then may have left: the membership is unknown
 * until a query cycle has passed in which the tap was there to see the answer.
 */
export class Blindness implements Expiring {
  slot = -1
  /** Before what runs out at the same moment. */
  readonly rank = -1
  /** The oldest first; none when all is known. */
  #times: Time[] = []
  /** When all is known again, if the tap goes on seeing; -Infinity when it is, or while the tap is blind. */
  #knownAt: EpochMs = Number.NEGATIVE_INFINITY
  /** When the newest of them began, and since when the tap saw until then. */
  #from: EpochMs = Number.NEGATIVE_INFINITY
  #sawFrom: EpochMs = Number.NEGATIVE_INFINITY
  readonly segment: SegmentTable

  constructor(segment: SegmentTable) {
    this.segment = segment
  }

  /** When the tap began to see again; Infinity while it is blind, -Infinity when all is known. */
  get resumedAt(): EpochMs {
    const last = this.#times.at(-1)
    return last ? (last.to ?? Infinity) : Number.NEGATIVE_INFINITY
  }

  /** null while it is blind, and when all is known. */
  get knownAt(): EpochMs | null {
    return Number.isFinite(this.#knownAt) && this.resumedAt !== Infinity ? this.#knownAt : null
  }

  /** When the first of the times began that still count; null when all is known. */
  get earliest(): EpochMs | null {
    return this.#times[0]?.from ?? null
  }

  /** Of a membership that was heard last at `heardAt`: when the tap went blind to it; null when it was heard since. */
  since(heardAt: EpochMs): EpochMs | null {
    for (const { from, to } of this.#times) if (to === null || heardAt < to) return from
    return null
  }

  /** The tap sees nothing from `from` on. */
  begin(from: EpochMs): void {
    const last = this.#times.at(-1)
    if (last?.to === null) return
    this.#from = from
    this.#sawFrom = last?.to ?? Number.NEGATIVE_INFINITY
    if (last && this.#times.length >= TIMES_KEPT) last.to = null
    else this.#times.push({ from, to: null })
  }

  /**
   * It sees again from `to` on, and in `cycle` all will be known. Returns how long the timers stood still: they do until
   * then, so that who is given time to answer does not run out meanwhile. `clock`: where they stopped.
   */
  end(to: EpochMs, cycle: DurationMs, clock: EpochMs): StoodStill {
    const last = this.#times.at(-1)
    if (last) last.to = to
    const stopped = Math.min(this.#from, clock)
    const sawFrom = this.#sawFrom
    const alreadyUntil = Math.max(stopped, this.#knownAt)
    this.#knownAt = to + cycle
    const [unheard, heard] = [this.#knownAt - alreadyUntil, this.#knownAt - stopped]
    return (heardAt) => (heardAt < sawFrom ? unheard : heard)
  }

  /** The clock was set back to `to`: what lay after it was just before. */
  setBack(to: EpochMs): void {
    for (const time of this.#times) {
      time.from = Math.min(time.from, to)
      time.to = time.to === null ? null : Math.min(time.to, to)
    }
  }

  dueAt(): EpochMs {
    return this.knownAt ?? Infinity
  }

  /** A query cycle has passed: all is known. */
  over(): void {
    this.#times = []
    this.#knownAt = Number.NEGATIVE_INFINITY
  }
}
