import type { Counts } from '../../shared/counts.ts'
import { MINUTE, type EpochMs } from '../../shared/time.ts'
import type { KnownGap } from './count-gaps.ts'
import type { CountMinutes, TapMinute } from './count-minutes.ts'
import { countsOf, minutesFor, type CountSteps } from './counts.ts'
import { isBlind } from './part.ts'
import type { SubjectTap } from './subject.ts'

/** What the running monitor counted for one tap. */
export interface TapTail {
  readonly tap: string
  readonly minutes: readonly TapMinute[]
  /** Its clock goes: the minute in which it stands is not over. */
  readonly running: boolean
  /** It saw, and gives nothing since then; null: it sees, or has ended. */
  readonly blind: KnownGap | null
}

export const tailOf = (taps: readonly SubjectTap[], since: EpochMs): TapTail[] =>
  taps.map((tap) => ({
    tap: tap.name,
    minutes: tap.past.minutes.since(since),
    running: Number.isFinite(tap.table.clock),
    blind: blindOf(tap),
  }))

function blindOf(tap: SubjectTap): KnownGap | null {
  const { blindSince, state } = tap.source()
  return blindSince !== null && isBlind(tap) ? { from: blindSince, to: null, why: state } : null
}

/** The minutes of the range that a tap does not see: else what the others have would be taken for all. Answers its gap. */
export function miss(minutes: CountMinutes, { tap, blind }: Omit<TapTail, 'running'>): readonly KnownGap[] {
  if (blind === null || blind.from >= minutes.end * MINUTE) return []
  minutes.tap(tap).lived(minutes.end - 1)
  return [blind]
}

/** The counts without a history: what this run has seen, a day at most. */
export function trendCounts(taps: readonly SubjectTap[], steps: CountSteps): Counts {
  const minutes = minutesFor(steps)
  const tails = tailOf(taps, minutes.first * MINUTE)
  for (const { tap, minutes: told } of tails) for (const minute of told) minutes.tap(tap).add(minute)
  const gaps = tails.flatMap((tail) => miss(minutes, tail))
  const segments = taps.reduce((sum, { table }) => sum + table.segments.size, 0)
  return countsOf(minutes, steps, gaps, segments)
}
