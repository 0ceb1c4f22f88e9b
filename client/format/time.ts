import type { EpochMs } from '../../shared/time.ts'

/** The zone a page is in, as Intl names it; undefined is the browser's own. */
export type ZoneName = 'UTC' | undefined

const formats = new Map<string, Intl.DateTimeFormat>()
function format(zone: ZoneName, name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${zone ?? ''} ${name}`
  let made = formats.get(key)
  if (!made) {
    // en-GB writes 24 hours and two digits; the same in both languages of the page.
    made = new Intl.DateTimeFormat('en-GB', { ...options, ...(zone ? { timeZone: zone } : {}) })
    formats.set(key, made)
  }
  return made
}

/** `21:04` */
export const hourMinute = (at: EpochMs, zone: ZoneName): string =>
  format(zone, 'hm', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at)

/** `21:04:37` */
export const timeOfDay = (at: EpochMs, zone: ZoneName): string =>
  format(zone, 'hms', { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }).format(at)

/** `21:04:37.125` */
export function timeOfDayMs(at: EpochMs, zone: ZoneName): string {
  const ms = Math.floor(at)
  return `${timeOfDay(ms, zone)}.${String(((ms % 1_000) + 1_000) % 1_000).padStart(3, '0')}`
}

/** `2025-11-26` */
export function day(at: EpochMs, zone: ZoneName): string {
  const parts = format(zone, 'day', { year: 'numeric', month: '2-digit', day: '2-digit' }).formatToParts(at)
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((p) => p.type === type)?.value ?? ''
  return `${part('year')}-${part('month')}-${part('day')}`
}

/** `2025-11-26 21:04:37` */
export const dayAndTime = (at: EpochMs, zone: ZoneName): string => `${day(at, zone)} ${timeOfDay(at, zone)}`

/** With milliseconds: the time alone today, with its day before that. */
export const whenMs = (at: EpochMs, now: EpochMs, zone: ZoneName): string =>
  day(at, zone) === day(now, zone) ? timeOfDayMs(at, zone) : `${day(at, zone)} ${timeOfDayMs(at, zone)}`

/** The time alone today, with its day before that. */
export const when = (at: EpochMs, now: EpochMs, zone: ZoneName): string =>
  day(at, zone) === day(now, zone) ? timeOfDay(at, zone) : dayAndTime(at, zone)

/** In a sentence, with its zone: `26 Nov 2025, 20:43:00 UTC`, in the language of the page. */
export function inFull(at: EpochMs, zone: ZoneName, locale: string): string {
  const key = `${zone ?? ''} full ${locale}`
  let made = formats.get(key)
  if (!made) {
    made = new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, {
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
      timeZoneName: 'short',
      ...(zone ? { timeZone: zone } : {}),
    })
    formats.set(key, made)
  }
  return made.format(at)
}
