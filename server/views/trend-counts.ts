import type { Counts } from '../../shared/counts.ts'
import { MINUTE, type EpochMs } from '../../shared/time.ts'
import type { TapMinute } from './count-minutes.ts'
import { countsOf, minutesFor, type CountSteps } from './counts.ts'
import type { SubjectTap } from './subject.ts'

/** What the running monitor counted for one tap. */
export interface TapTail {
  readonly tap: string
  readonly minutes: readonly TapMinute[]
}

export const tailOf = (taps: readonly SubjectTap[], since: EpochMs): TapTail[] =>
  taps.map(({ name, past }) => ({ tap: name, minutes: past.minutes.since(since) }))

/** The counts without a history: what this run has seen, a day at most. */
export function trendCounts(taps: readonly SubjectTap[], steps: CountSteps): Counts {
  const minutes = minutesFor(steps)
  for (const { tap, minutes: told } of tailOf(taps, minutes.first * MINUTE)) {
    for (const minute of told) minutes.tap(tap).add(minute)
  }
  const segments = taps.reduce((sum, { table }) => sum + table.segments.size, 0)
  return countsOf(minutes, steps, [], segments)
}
