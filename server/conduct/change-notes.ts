import type { Evidence } from '../../shared/finding.ts'
import { MINUTE, SECOND, type DurationMs, type EpochMs } from '../../shared/time.ts'
import { Buckets } from './buckets.ts'
import { Samples } from './samples.ts'
import { Trail } from './trail.ts'

/** The newest span is not over yet, and is left out where two minutes are compared. */
const SPAN: DurationMs = 10 * SECOND
const SPANS_OF_A_MINUTE = 6
/** An hour is told to five minutes. */
const LONG_SPAN: DurationMs = 5 * MINUTE
const SPANS_OF_AN_HOUR = 12
/** Joins without an end, or ends without a join, that can still become a change of channel. A receiver that takes fifty
 * streams at once and gives them back an hour later changes no channel. */
export const UNPAIRED = 2
/** Ended memberships that are remembered of one host. */
const ENDS_KEPT = 16

/** How one host changes what it receives. */
export class ChangeNotes {
  /** null before the first zap. */
  #zaps: Buckets | null = null
  #hour: Buckets | null = null
  /** Joins that are ahead of ends; negative: ends that are ahead. */
  #ahead: number
  mostZapsPerMinute = 0
  /** Frames of the zaps since it was quiet. */
  zapTrail: Trail | null = null
  left = 0
  expired = 0
  sessions: Samples | null = null
  /** How the last memberships ended, the newest in bit 0: 1 is a silent end that nothing excuses. */
  #silent = 0
  #ends = 0
  silentTrail: Trail | null = null
  /** Since when it has been at exactly twenty groups; NaN when it is not. */
  twentySince: EpochMs = Number.NaN

  /** `joins`: how many there were before the first end. */
  constructor(joins: number) {
    this.#ahead = Math.min(UNPAIRED, joins)
  }

  /** Returns true when it is the second half of a change of channel. */
  joined(seen: Evidence): boolean {
    const zaps = this.#ahead < 0
    this.#ahead = Math.min(UNPAIRED, this.#ahead + 1)
    if (zaps) this.#zapped(seen)
    return zaps
  }
  ended(seen: Evidence): boolean {
    const zaps = this.#ahead > 0
    this.#ahead = Math.max(-UNPAIRED, this.#ahead - 1)
    if (zaps) this.#zapped(seen)
    return zaps
  }

  #zapped(seen: Evidence): void {
    this.#zaps ??= new Buckets(2 * SPANS_OF_A_MINUTE + 1, SPAN)
    this.zapTrail ??= new Trail()
    if (this.zapsPerMinute(seen.at) === 0) this.zapTrail.clear()
    this.zapTrail.add(seen)
    this.#zaps.add(seen.at)
    this.#hour ??= new Buckets(SPANS_OF_AN_HOUR, LONG_SPAN)
    this.#hour.add(seen.at)
    this.mostZapsPerMinute = Math.max(this.mostZapsPerMinute, this.zapsPerMinute(seen.at))
  }

  zapsPerMinute(at: EpochMs): number {
    return this.#zaps?.sum(at, SPANS_OF_A_MINUTE) ?? 0
  }
  /** Within five minutes of an hour. */
  zapsPerHour(at: EpochMs): number {
    return this.#hour?.sum(at) ?? 0
  }
  /** Whether both of the last two minutes had more, all along: half as many in each half of them. */
  zapsForTwoMinutes(limit: number, at: EpochMs): boolean {
    const zaps = this.#zaps
    if (!zaps) return false
    for (const skipped of [0, 1]) {
      if (zaps.sum(at, SPANS_OF_A_MINUTE, 1 + skipped * SPANS_OF_A_MINUTE) <= limit) return false
    }
    for (const skipped of [0, 1, 2, 3]) {
      if (zaps.sum(at, SPANS_OF_A_MINUTE / 2, 1 + (skipped * SPANS_OF_A_MINUTE) / 2) <= limit / 2) return false
    }
    return true
  }

  lasted(duration: DurationMs): void {
    this.sessions ??= new Samples()
    this.sessions.add(duration)
  }

  endedSilently(silent: boolean, at: EpochMs): void {
    this.#silent = ((this.#silent << 1) | (silent ? 1 : 0)) & (2 ** ENDS_KEPT - 1)
    this.#ends = Math.min(ENDS_KEPT, this.#ends + 1)
    if (!silent) return
    this.silentTrail ??= new Trail()
    this.silentTrail.add({ at, frame: null })
  }

  /** Of the last ended memberships: how many there are, and how many of them ended without a word. */
  get lastEnds(): { ends: number; silent: number } {
    let silent = 0
    for (let bits = this.#silent; bits !== 0; bits &= bits - 1) silent += 1
    return { ends: this.#ends, silent }
  }
}
