import { MAX_NAMES, MAX_REFUSED, type ImportReport, type NameEntry } from '../../shared/names.ts'
import { notice, type Notice } from '../../shared/notice.ts'
import type { NameBook } from './book.ts'
import { checkEntry, type CheckedEntry } from './entry.ts'
import type { WrittenLine } from './written.ts'

/** Entries that a report shows. */
const SAMPLE = 10
/** Characters of a refused line that a report shows. */
const MAX_TEXT = 200

export interface ImportPlan {
  readonly report: ImportReport
  /** What is new or changed. */
  readonly entries: readonly CheckedEntry[]
  /** Every line that is refused, in order. */
  readonly refused: readonly Refused[]
}
export interface Refused {
  readonly line: number
  readonly text: string
  readonly why: Notice
}

/** What the lines of a file would do to a book. Of two lines about one subject the first counts. */
export function planImport(book: NameBook, lines: readonly WrittenLine[], limit = MAX_NAMES): ImportPlan {
  const entries: CheckedEntry[] = []
  const sample: NameEntry[] = []
  const refused: Refused[] = []
  const named = new Map<string, string>()
  const counts = { added: 0, changed: 0, same: 0 }
  for (const { line, text, entry: written, why: broken } of lines) {
    const { checked, why } = written ? checkEntry(written) : { checked: null, why: broken }
    const refuse = (reason: Notice): void => void refused.push({ line, text, why: reason })
    if (!checked) {
      refuse(why)
      continue
    }
    const { entry, key } = checked
    const before = named.get(key)
    if (before !== undefined) {
      if (before === entry.name) counts.same += 1
      else refuse(notice('import-twice', { subject: entry.subject, name: before }))
      continue
    }
    const known = book.find(key)
    if (!known && book.size + counts.added >= limit) {
      refuse(notice('names-full', { limit }))
      continue
    }
    named.set(key, entry.name)
    if (sample.length < SAMPLE) sample.push(entry)
    if (known?.name === entry.name) {
      counts.same += 1
      continue
    }
    counts[known ? 'changed' : 'added'] += 1
    entries.push(checked)
  }
  const shown = refused.slice(0, MAX_REFUSED).map((one) => ({ ...one, text: one.text.slice(0, MAX_TEXT) }))
  const report = { ...counts, refused: shown, refusedInAll: refused.length, sample }
  return { report, entries, refused }
}
