import { DateTime, IANAZone } from 'luxon'
import type { CivilDay } from './civil-day.ts'
import type { Octets } from './octets.ts'
import { DAY, MINUTE, SECOND, type EpochMs } from '../../../shared/time.ts'

/* The only file of the server that knows luxon. */

/** Offsets change at a quarter of an hour; so many quarters are remembered, then all are forgotten. */
const QUARTER = 15 * MINUTE
const QUARTERS_KEPT = 4_096
/** Days whose date is remembered, then all are forgotten: rows of a file are of a few. */
const DAYS_KEPT = 4_096

export const isZone = (name: string): boolean => IANAZone.isValidZone(name)

const dates = new Map<number, string>()

/** `2026-11-26T` */
function dateText(day: number): string {
  const known = dates.get(day)
  if (known !== undefined) return known
  if (dates.size >= DAYS_KEPT) dates.clear()
  const text = new Date(day * DAY).toISOString().replace(/T.*/, 'T')
  dates.set(day, text)
  return text
}

function putTime(at: EpochMs, to: Octets): void {
  const whole = Math.floor(at)
  const day = Math.floor(whole / DAY)
  const ofDay = whole - day * DAY
  const second = Math.floor(ofDay / SECOND)
  const minute = Math.floor(second / 60)
  const hour = Math.floor(minute / 60)
  to.text(dateText(day))
  to.whole(hour, 2)
  to.text(':')
  to.whole(minute - hour * 60, 2)
  to.text(':')
  to.whole(second - minute * 60, 2)
  to.text('.')
  to.whole(ofDay - second * SECOND, 3)
}

/** ISO 8601 with milliseconds in UTC: `2026-11-26T00:00:00.000Z`. */
export function putUtc(at: EpochMs, to: Octets): void {
  putTime(at, to)
  to.text('Z')
}

/** ISO 8601 with milliseconds and the offset of the zone: `2026-11-25T21:00:00.000-03:00`. Throws for no zone. */
export function localTime(zone: string): (at: EpochMs, to: Octets) => void {
  if (!isZone(zone)) throw new Error(`There is no time zone ${zone}.`)
  const offsets = new Map<number, { minutes: number; text: string }>()
  return (at, to) => {
    const quarter = Math.floor(at / QUARTER)
    let offset = offsets.get(quarter)
    if (!offset) {
      if (offsets.size >= QUARTERS_KEPT) offsets.clear()
      const time = DateTime.fromMillis(quarter * QUARTER, { zone })
      offset = { minutes: time.offset, text: time.toFormat('ZZ') }
      offsets.set(quarter, offset)
    }
    putTime(at + offset.minutes * MINUTE, to)
    to.text(offset.text)
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
