import { MINUTE, SECOND, type DurationMs, type EpochMs } from '../../shared/time.ts'
import { number } from '../i18n/index.ts'
import { inWords, seconds } from './duration.ts'

/** What findings and sights give with a sentence. */
type SentenceValues = Readonly<Record<string, string | number>>
/** Writes a time in the zone of the page. */
export type Moment = (at: EpochMs) => string

/** Up to here a duration is read in seconds, as timers are set. */
const AS_TIMER: DurationMs = 5 * MINUTE

/** A duration as a sentence says it: `1.5 s`, `125 s`, `6 min 12 s`. */
export const spoken = (ms: DurationMs): string => {
  // Tenths say something of what is short; of 125 s they say that it was measured.
  if (ms < 10 * SECOND) return seconds(ms, number)
  return ms <= AS_TIMER ? seconds(Math.round(ms / SECOND) * SECOND, number) : inWords(ms)
}

/** Values as the page writes them: `...Ms` durations, `...At` moments, the rest as it is. */
export function valuesText(values: SentenceValues, moment: Moment): Record<string, string> {
  const written = Object.entries(values).map(([name, value]): [string, string] => {
    if (typeof value === 'string') return [name, value]
    if (name.endsWith('Ms')) return [name, spoken(value)]
    return [name, name.endsWith('At') ? moment(value) : String(value)]
  })
  return Object.fromEntries(written)
}
