import { FINDING_SENTENCES, findingSentence, type SentenceCode } from '../../../shared/finding-text.ts'
import { rowKey, subjectKey } from '../../findings/key.ts'
import type { PastFinding } from '../file/row.ts'

const isSentence = (code: string): code is SentenceCode => code in FINDING_SENTENCES

/** In English. A sentence of another version of the product that this one does not know is told by its code. */
export const sentenceOf = ({ sentence, values }: PastFinding): string =>
  isSentence(sentence) ? findingSentence(sentence, values) : sentence

/** The key of its row while it was live. */
export const rowKeyOf = (row: PastFinding): string =>
  rowKey(
    subjectKey({
      source: row.source,
      segment: row.ofTap ? null : row.segment,
      family: row.family,
      code: row.code,
      group: row.group,
      host: row.host === null ? null : { ip: row.host, mac: row.mac },
    }),
    row.openedAt,
  )
