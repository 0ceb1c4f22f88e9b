import { DateTime, IANAZone } from 'luxon'
import { DAY, HOUR, MINUTE, SECOND, type EpochMs } from '../../shared/time.ts'

/* The only file of the server that knows luxon. */

/** Offsets change at a quarter of an hour; so many quarters are remembered, then all are forgotten. */
const QUARTER = 15 * MINUTE
const QUARTERS_KEPT = 4_096

export const isZone = (name: string): boolean => IANAZone.isValidZone(name)

/** The day that was written last: rows come by time, and the date is half of the work. */
let dayKept = Number.NaN
let dayText = ''

/** ISO 8601 with milliseconds in UTC: `2026-11-26T00:00:00.000Z`. */
export function utc(at: EpochMs): string {
  const whole = Math.floor(at)
  const day = Math.floor(whole / DAY)
  if (day !== dayKept) {
    dayKept = day
    dayText = new Date(day * DAY).toISOString().split('T', 1)[0]!
  }
  const rest = whole - day * DAY
  const ms = rest % SECOND
  const clock = `${two(rest / HOUR)}:${two((rest % HOUR) / MINUTE)}:${two((rest % MINUTE) / SECOND)}`
  return `${dayText}T${clock}.${ms < 10 ? '00' : ms < 100 ? '0' : ''}${ms}Z`
}

const TWO_DIGITS = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, '0'))
const two = (n: number): string => TWO_DIGITS[Math.floor(n)]!

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
    return utc(at + offset.minutes * MINUTE).slice(0, -1) + offset.text
  }
}
