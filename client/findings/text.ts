import type { FindingCode, FindingValues } from '../../shared/finding.ts'
import { FINDING_REMEDIES, FINDING_SENTENCES } from '../../shared/finding-text.ts'
import { valuesText, type Moment } from '../format/values.ts'
import { t, type MessageKey } from '../i18n/index.ts'

/* Findings in the language of the page. */

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
