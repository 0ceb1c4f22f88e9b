import { z } from 'zod'
import { DAY, type EpochMs } from '../../shared/time.ts'
import type { SegmentSettings } from '../findings/settings.ts'
import { inOrder, instant, read } from './params.ts'
import { HttpProblem } from './problem.ts'

/* What a dry run of the rules may be asked: a range, and thresholds in place of those that are set. */

const threshold = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,7}(\.\d{1,6})?$/, 'it must be a number')
    .transform(Number)
    .pipe(z.number().min(least, `it must be ${least} at least`).max(most, `it must be ${most} at most`))
    .meta({ type: 'number', minimum: least, maximum: most })
    .optional()

export const DRY_RUN = z.strictObject({
  from: instant.optional(),
  to: instant.optional(),
  'zaps-per-minute': threshold(1, 1_000_000),
  'reports-per-second': threshold(1, 1_000_000),
  'groups-per-host': threshold(1, 1_000_000),
  'table-size': threshold(1, 1_000_000),
  'silent-share': threshold(0, 1),
})

/** Days that a dry run goes through at most, and when nothing is said: up to `now`. */
const DRY_RUN_DAYS = { most: 31, usual: 7 }

export function dryRunOf(
  query: unknown,
  now: EpochMs,
): { from: EpochMs; to: EpochMs; settings: Partial<SegmentSettings> } {
  const { from: given, to: end, ...thresholds } = read(DRY_RUN, query)
  const to = Math.min(end ?? now, now)
  const { from } = inOrder({ from: given ?? to - DRY_RUN_DAYS.usual * DAY, to })
  if (to - from > DRY_RUN_DAYS.most * DAY) {
    throw new HttpProblem(400, `A dry run goes through ${DRY_RUN_DAYS.most} days at most.`)
  }
  const settings = {
    zapsPerMinute: thresholds['zaps-per-minute'],
    reportsPerSecond: thresholds['reports-per-second'],
    groupsPerHost: thresholds['groups-per-host'],
    tableSize: thresholds['table-size'],
    silentShare: thresholds['silent-share'],
  }
  // What is not said must not be there: it is laid over the settings of the segments.
  const said = Object.entries(settings).filter(([, value]) => value !== undefined)
  return { from, to, settings: Object.fromEntries(said) }
}
