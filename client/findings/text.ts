import type { FindingCode, FindingValues } from '../../shared/finding.ts'
import { FINDING_REMEDIES, FINDING_SENTENCES } from '../../shared/finding-text.ts'
import { MINUTE, SECOND, type DurationMs, type EpochMs } from '../../shared/time.ts'
import { inWords, seconds } from '../format/duration.ts'
import { number, t, type MessageKey } from '../i18n/index.ts'

/* Findings in the language of the page. `moment` writes a time in its zone. */
type Moment = (at: EpochMs) => string

/** Up to here a duration is read in seconds, as timers are set. */
const AS_TIMER: DurationMs = 5 * MINUTE

const duration = (ms: DurationMs): string => {
  // Tenths say something of what is short; of 125 s they say that it was measured.
  if (ms < 10 * SECOND) return seconds(ms, number)
  return ms <= AS_TIMER ? seconds(Math.round(ms / SECOND) * SECOND, number) : inWords(ms)
}

/** Values as the page writes them: `...Ms` durations, `...At` moments, the rest as it is. */
export function valuesText(values: FindingValues, moment: Moment): Record<string, string> {
  const written = Object.entries(values).map(([name, value]): [string, string] => {
    if (typeof value === 'string') return [name, value]
    if (name.endsWith('Ms')) return [name, duration(value)]
    return [name, name.endsWith('At') ? moment(value) : String(value)]
  })
  return Object.fromEntries(written)
}

// What is known is in the catalogues, which a test compares with the English texts.
const key = (kind: 'sentence' | 'remedy', code: string): MessageKey => `finding.${kind}.${code}` as MessageKey

export const findingTitle = (code: FindingCode): string => t(`finding.title.${code}`)

/** A server that was updated may say what this page does not know yet: then the title of the finding stands. */
export function findingText(
  { code, sentence, values }: { code: FindingCode; sentence: string; values: FindingValues },
  moment: Moment,
): string {
  return Object.hasOwn(FINDING_SENTENCES, sentence)
    ? t(key('sentence', sentence), valuesText(values, moment))
    : `${findingTitle(code)}.`
}

/** What to do about it; null when there is nothing to say. */
export const findingRemedy = (code: FindingCode): string | null =>
  Object.hasOwn(FINDING_REMEDIES, code) ? t(key('remedy', code)) : null
