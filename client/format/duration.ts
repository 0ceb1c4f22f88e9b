import { DAY, HOUR, MINUTE, SECOND, type DurationMs } from '../../shared/time.ts'

/*
 * Durations as the screens write them. The units s, min, h and d are the same in English and Portuguese; only the
 * decimal sign differs, so `age` takes the formatter of the language.
 */

const two = (n: number): string => String(n).padStart(2, '0')
/** Whole units, rounded down; what is below zero is zero: a countdown that ran out stands at 0:00. */
const whole = (ms: DurationMs, unit: DurationMs): number => Math.floor(Math.max(0, ms) / unit)

/** What ticks: `0:58`, `12:05`; from an hour on `1 h 25`, from a day on `3 d 4 h`. */
export function ticking(ms: DurationMs): string {
  if (ms >= HOUR) return coarse(ms)
  return `${whole(ms, MINUTE)}:${two(whole(ms, SECOND) % 60)}`
}

/** The same where room is short: one unit from an hour on, `1 h`, `13 d`. */
export function briefly(ms: DurationMs): string {
  if (ms >= DAY) return `${whole(ms, DAY)} d`
  return ms >= HOUR ? `${whole(ms, HOUR)} h` : ticking(ms)
}

/** A countdown to a moment: rounded up, so that 0:01 lasts until the moment and 0:00 means it is reached. */
export const countdown = (ms: DurationMs): string => ticking(Math.ceil(Math.max(0, ms) / SECOND) * SECOND)

/** In a table, one unit: `9 s`, `3 min`; from an hour on `1 h 25`, from a day on `3 d 4 h`. */
export function coarse(ms: DurationMs): string {
  if (ms >= DAY) return `${whole(ms, DAY)} d ${whole(ms, HOUR) % 24} h`
  if (ms >= HOUR) return `${whole(ms, HOUR)} h ${two(whole(ms, MINUTE) % 60)}`
  if (ms >= MINUTE) return `${whole(ms, MINUTE)} min`
  return `${whole(ms, SECOND)} s`
}

/** In a sentence, two units: `58 s`, `6 min 12 s`, `18 h 50 min`, `3 d 4 h`; with spaces that do not break. */
export function inWords(ms: DurationMs): string {
  if (ms >= DAY) return `${whole(ms, DAY)}\u00a0d\u00a0${whole(ms, HOUR) % 24}\u00a0h`
  if (ms >= HOUR) return `${whole(ms, HOUR)}\u00a0h\u00a0${whole(ms, MINUTE) % 60}\u00a0min`
  if (ms >= MINUTE) return `${whole(ms, MINUTE)}\u00a0min\u00a0${whole(ms, SECOND) % 60}\u00a0s`
  return `${whole(ms, SECOND)}\u00a0s`
}

/** How old something is: `0.2 s` below ten seconds, `42 s` below a minute, then as what ticks. */
export function age(ms: DurationMs, decimal: (value: number, digits: number) => string): string {
  const old = Math.max(0, ms)
  if (old < 10 * SECOND) return `${decimal(Math.floor(old / 100) / 10, 1)} s`
  if (old < MINUTE) return `${whole(old, SECOND)} s`
  return ticking(old)
}

/** A timer as it was learnt: `125 s`, `125.3 s`; the decimal only where there is one. */
export function seconds(ms: DurationMs, decimal: (value: number, digits: number) => string): string {
  const rounded = Math.round(ms / 100) / 10
  return `${decimal(rounded, Number.isInteger(rounded) ? 0 : 1)} s`
}
