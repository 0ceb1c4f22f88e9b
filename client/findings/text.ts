import type { Acknowledgement, FindingCode, FindingRow } from '../../shared/finding.ts'
import type { Name } from '../../shared/names.ts'
import { valuesText, type Moment } from '../format/values.ts'
import { knows, number, t, type MessageKey } from '../i18n/index.ts'
import { withAddress } from '../names/text.ts'

/* Findings in the language of the page. */

// What is known is in the catalogues, which a test compares with the English texts.
const sentenceKey = (code: string): MessageKey => `finding.sentence.${code}` as MessageKey
const remedyKey = (code: string): MessageKey => `remedy.${code}` as MessageKey

export const findingTitle = (code: FindingCode): string => t(`finding.title.${code}`)

/** `call`: how the group and the host are called. A server that was updated may say what this page does not know yet: then the title of the finding stands. */
export function findingText(row: Said, moment: Moment, call: Call = withAddress): string {
  const { code, sentence } = row
  return knows(sentenceKey(sentence))
    ? t(sentenceKey(sentence), valuesText(named(row, call), moment))
    : `${findingTitle(code)}.`
}
type Said = Pick<FindingRow, 'code' | 'sentence' | 'values' | 'subject' | 'groupName' | 'hostName'>

/** The values, with the group and the host that it is about called by their names. */
function named({ values, subject: { group, host }, groupName, hostName }: Said, call: Call): FindingRow['values'] {
  const said = (value: string | number): string | number => {
    if (value === group) return call(group, groupName)
    if (host && (value === host.ip || value === host.mac)) return call(value, hostName)
    return value
  }
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, name === 'faults' ? faultsText(value) : said(value)]),
  )
}
type Call = (address: string, name: Name | null) => string

/** `no-router-alert 25, bad-checksum 3` in words. What this page does not know stays as it is. */
const faultsText = (faults: string | number): string =>
  String(faults).replace(/([a-z][a-z0-9-]*) (\d+)/g, (whole, problem: string, count: string) => {
    const key = `problem.${problem}`
    return knows(key) ? `${t(key as MessageKey)} (${number(Number(count))})` : whole
  })

/** What to do about it; null when there is nothing to say. */
export const findingRemedy = (code: FindingCode): string | null => (knows(remedyKey(code)) ? t(remedyKey(code)) : null)

/** Who took note of it and when; where the server asked nobody, when alone. */
export const acknowledgedText = ({ at, by }: Acknowledgement, moment: Moment): string =>
  by === null ? t('findings.acknowledged', { at: moment(at) }) : t('findings.acknowledgedBy', { at: moment(at), by })
