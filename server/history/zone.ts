import { DateTime, IANAZone } from 'luxon'
import type { CivilDay } from './civil-day.ts'
import { DAY, MINUTE, SECOND, type EpochMs } from '../../shared/time.ts'

/* The only file of the server that knows luxon. */

/** Offsets change at a quarter of an hour; so many quarters are remembered, then all are forgotten. */
const QUARTER = 15 * MINUTE
const QUARTERS_KEPT = 4_096
/** Days whose text is remembered, then all are forgotten: rows of a file are of a few days, and the date is half of the work. */
const DAYS_KEPT = 4_096

export const isZone = (name: string): boolean => IANAZone.isValidZone(name)

const digits = (count: number, length: number, before: string): readonly string[] =>
  Array.from({ length: count }, (_, n) => before + String(n).padStart(length, '0'))
const SECONDS = digits(60, 2, ':')
const MILLISECONDS = digits(1_000, 3, '.')
const MINUTES_OF_DAY = Array.from({ length: DAY / MINUTE }, (_, n) => {
  const [hours, minutes] = [Math.floor(n / 60), n % 60].map((part) => String(part).padStart(2, '0'))
  return `T${hours}:${minutes}`
})

const days = new Map<number, string>()

function dayText(day: number): string {
  const known = days.get(day)
  if (known !== undefined) return known
  if (days.size >= DAYS_KEPT) days.clear()
  const text = new Date(day * DAY).toISOString().split('T', 1)[0]!
  days.set(day, text)
  return text
}

/** Without a zone: `2026-11-26T00:00:00.000`. */
function clockText(at: EpochMs): string {
  const whole = Math.floor(at)
  const day = Math.floor(whole / DAY)
  const rest = whole - day * DAY
  const minute = Math.floor(rest / MINUTE)
  const ofMinute = rest - minute * MINUTE
  const second = Math.floor(ofMinute / SECOND)
  return dayText(day) + MINUTES_OF_DAY[minute]! + SECONDS[second]! + MILLISECONDS[ofMinute - second * SECOND]!
}

/** ISO 8601 with milliseconds in UTC: `2026-11-26T00:00:00.000Z`. */
export const utc = (at: EpochMs): string => `${clockText(at)}Z`

/** ISO 8601 with milliseconds and the offset of the zone: `2026-11-25T21:00:00.000-03:00`. Throws for no zone. */
export function localTime(zone: string): (at: EpochMs) => string {
  if (!isZone(zone)) throw new Error(`There is no time zone ${zone}.`)
  const offsets = new Map<number, { minutes: number; text: string }>()
  return (at) => {
    const quarter = Math.floor(at / QUARTER)
    let offset = offsets.get(quarter)
    if (!offset) {
      if (offsets.size >= QUARTERS_KEPT) offsets.clear()
      const time = DateTime.fromMillis(quarter * QUARTER, { zone })
      offset = { minutes: time.offset, text: time.toFormat('ZZ') }
      offsets.set(quarter, offset)
    }
    return clockText(at + offset.minutes * MINUTE) + offset.text
  }
}

/** The date that a zone has at a moment. */
export function civilDay(zone: string, at: EpochMs): CivilDay {
  const { year, month, day } = DateTime.fromMillis(at, { zone })
  return { year, month, day }
}

/** When a day begins: at midnight, or where the clocks are set on then, at one. */
export const startOfDay = (zone: string, day: CivilDay): EpochMs =>
  DateTime.fromObject({ ...day, hour: 12 }, { zone })
    .startOf('day')
    .toMillis()

/** A time that a day has twice is its first; one that it has not is as much later. */
export const timeOfDay = (zone: string, day: CivilDay, hour: number, minute: number): EpochMs =>
  Math.min(
    ...DateTime.fromObject({ ...day, hour, minute }, { zone })
      .getPossibleOffsets()
      .map((time) => time.toMillis()),
  )
