import type { EpochMs } from '../../shared/time.ts'
import { civilDay, dayAfter, startOfDay, timeOfDay, weekdayOf, type CivilDay } from '../history/store.ts'

/* When scheduled exports run, and what of. Days are those of a zone: of 23 and 25 hours where its clocks are changed. */

export interface Schedule {
  every: 'day' | 'week'
  /** Of a week its first day; ISO 8601: 1 is Monday. */
  weekday: number
  hour: number
  minute: number
  zone: string
}

/** What one run exports: `from` <= time < `to`. */
export interface Period {
  /** The first day: `2026-11-25`. */
  label: string
  from: EpochMs
  to: EpochMs
  /** When it is exported: at the time of the day that follows it. */
  dueAt: EpochMs
}

/** Of a period. */
export const DAYS = { day: 1, week: 7 } as const

/** The one of a label. */
export const periodOf = (schedule: Schedule, label: string): Period =>
  periodTo(schedule, dayAfter(dayOf(label), DAYS[schedule.every]))

/** The newest that is due. */
export function lastDue(schedule: Schedule, now: EpochMs): Period {
  let period = periodTo(schedule, endBefore(schedule, civilDay(schedule.zone, now)))
  while (period.dueAt > now || isNone(period)) period = periodBefore(schedule, period)
  return period
}

/** The first that is not due yet. */
export function nextDue(schedule: Schedule, now: EpochMs): Period {
  return periodAfter(schedule, lastDue(schedule, now))
}

/**
 * What is due and was not exported, the oldest first; `done`: the label of the last that was. At most so many, the newest;
 * `leftOut`: how many older ones there are.
 */
export function missed(
  schedule: Schedule,
  done: string,
  now: EpochMs,
  most: number,
): { periods: Period[]; leftOut: number } {
  const periods: Period[] = []
  let leftOut = 0
  for (let period = lastDue(schedule, now); period.label > done; period = periodBefore(schedule, period)) {
    if (periods.length < most) periods.unshift(period)
    else leftOut += 1
    if (leftOut >= COUNTED_AT_MOST) break
  }
  return { periods, leftOut }
}

/** Left out ones are counted so far. */
const COUNTED_AT_MOST = 10_000

function periodAfter(schedule: Schedule, { label }: Period): Period {
  const period = periodTo(schedule, dayAfter(dayOf(label), 2 * DAYS[schedule.every]))
  return isNone(period) ? periodAfter(schedule, period) : period
}

export function periodBefore(schedule: Schedule, { label }: Period): Period {
  const period = periodTo(schedule, dayOf(label))
  return isNone(period) ? periodBefore(schedule, period) : period
}

/** A day that a zone left out, when it went over to the other side of the date line. */
const isNone = ({ from, to }: Period): boolean => from >= to

/** The last day, up to this one, at whose beginning a period ends. */
function endBefore({ every, weekday }: Schedule, day: CivilDay): CivilDay {
  if (every === 'day') return day
  return dayAfter(day, -((weekdayOf(day) - weekday + 7) % 7))
}

function periodTo({ every, hour, minute, zone }: Schedule, end: CivilDay): Period {
  const first = dayAfter(end, -DAYS[every])
  return {
    label: labelOf(first),
    from: startOfDay(zone, first),
    to: startOfDay(zone, end),
    dueAt: timeOfDay(zone, end, hour, minute),
  }
}

const labelOf = ({ year, month, day }: CivilDay): string =>
  `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`

function dayOf(label: string): CivilDay {
  const [year = 0, month = 0, day = 0] = label.split('-').map(Number)
  return { year, month, day }
}
