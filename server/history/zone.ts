import { DateTime, IANAZone } from 'luxon'
import type { CivilDay } from './civil-day.ts'
import { MINUTE, SECOND, type EpochMs } from '../../shared/time.ts'

/* The only file of the server that knows luxon. */

/** Offsets change at a quarter of an hour; so many quarters are remembered, then all are forgotten. */
const QUARTER = 15 * MINUTE
const QUARTERS_KEPT = 4_096
/** Minutes whose text is remembered, then all are forgotten: rows of a file are of a few days. */
const MINUTES_KEPT = 65_536

export const isZone = (name: string): boolean => IANAZone.isValidZone(name)

const digits = (count: number, length: number, before: string, after = ''): readonly string[] =>
  Array.from({ length: count }, (_, n) => before + String(n).padStart(length, '0') + after)
const SECONDS = digits(60, 2, ':')
const MILLISECONDS = digits(1_000, 3, '.')
const MILLISECONDS_UTC = digits(1_000, 3, '.', 'Z')

const minutes = new Map<number, string>()

/** `2026-11-26T00:00` */
function minuteText(minute: number): string {
  const known = minutes.get(minute)
  if (known !== undefined) return known
  if (minutes.size >= MINUTES_KEPT) minutes.clear()
  const text = new Date(minute * MINUTE).toISOString().replace(/:00\.000Z$/, '')
  minutes.set(minute, text)
  return text
}

function timeText(at: EpochMs, milliseconds: readonly string[]): string {
  const whole = Math.floor(at)
  const minute = Math.floor(whole / MINUTE)
  const rest = whole - minute * MINUTE
  const second = Math.floor(rest / SECOND)
  return minuteText(minute) + SECONDS[second]! + milliseconds[rest - second * SECOND]!
}

/** ISO 8601 with milliseconds in UTC: `2026-11-26T00:00:00.000Z`. */
export const utc = (at: EpochMs): string => timeText(at, MILLISECONDS_UTC)

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
    return timeText(at + offset.minutes * MINUTE, MILLISECONDS) + offset.text
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
