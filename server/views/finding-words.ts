import type { FindingAnswer } from '../../shared/api.ts'
import type { FindingRow } from '../../shared/finding.ts'
import {
  FINDING_COMMANDS,
  FINDING_REMEDIES,
  FINDING_SENTENCES,
  FINDING_TITLES,
  findingSentence,
  type SentenceCode,
} from '../../shared/finding-text.ts'

/** A finding for a program, with its words. */
export const inWords = (row: FindingRow): FindingAnswer => ({
  ...row,
  title: FINDING_TITLES[row.code],
  // The history may keep a sentence that this version has no more.
  text: Object.hasOwn(FINDING_SENTENCES, row.sentence)
    ? findingSentence(row.sentence as SentenceCode, row.values)
    : row.sentence,
  remedy: FINDING_REMEDIES[row.code] ?? '',
  commands: FINDING_COMMANDS[row.code] ?? {},
})
