import type { FindingRow } from '../../shared/finding.ts'
import type { EpochMs } from '../../shared/time.ts'
import { segmentNamedAmong, segmentTitleAmong } from '../format/use-format.ts'
import { t } from '../i18n/index.ts'
import { labelOf } from '../names/text.ts'
import { hostTitle } from '../route-to.ts'
import { findingText, findingTitle } from './text.ts'

/** Letters that three lines of the wall hold. */
const MOST_LETTERS = 84

/** A full stop is an end where a space follows: an address has none. */
const firstSentence = (text: string): string => /^.*?[.!?](?=\s|$)/s.exec(text)?.[0] ?? text

const firstClause = (text: string): string => /^[^;]*/.exec(text)![0].replace(/[.!?]$/, '')

/**
 * A finding in so few words that they are read from afar: where, and what; else its title and whom it is about. `segments`:
 * the names of all that there are.
 */
export function briefFinding(
  row: FindingRow,
  moment: (at: EpochMs) => string,
  segments: readonly string[] = [],
): string {
  const { segment, source } = row
  const family = row.family ?? undefined
  const where = segment === null ? t('findings.tap', { source }) : segmentTitleAmong(segment, family, segments)
  const what = firstSentence(findingText(row, moment, labelOf))
  const named = segment === null ? where : segmentNamedAmong(segment, family, segments)
  const short = (text: string): string | undefined =>
    [named, where]
      .map((title) => t('wall.verdict.finding', { where: title, what: text }))
      .find(({ length }) => length <= MOST_LETTERS)
  const said = short(what) ?? short(`${firstClause(what)}.`)
  if (said !== undefined) return said
  const { group, host } = row.subject
  const whom = host ? labelOf(hostTitle(host), row.hostName) : group && labelOf(group, row.groupName)
  const title = findingTitle(row.code)
  const last = whom === null ? `${title}.` : `${title} (${whom}).`
  return short(last) ?? t('wall.verdict.finding', { where, what: last })
}
