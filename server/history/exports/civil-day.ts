/** A date of the calendar, wherever. */
export interface CivilDay {
  year: number
  month: number
  day: number
}

const utcOf = ({ year, month, day }: CivilDay): Date => new Date(Date.UTC(year, month - 1, day))

/** So many days later; negative: before. */
export function dayAfter(day: CivilDay, days: number): CivilDay {
  const date = utcOf({ ...day, day: day.day + days })
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }
}

/** ISO 8601: 1 is Monday, 7 is Sunday. */
export const weekdayOf = (day: CivilDay): number => utcOf(day).getUTCDay() || 7
