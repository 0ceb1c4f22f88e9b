import { MAX_NAME_LENGTH, NAME_KINDS, type NameEntry, type NameKind } from '../../shared/names.ts'
import { notice, type Notice } from '../../shared/notice.ts'
import { isPlain, readSegment, readSubject, type Subject } from './subject.ts'

/** An entry as somebody wrote it. `on` empty or null: everywhere. */
export interface WrittenEntry {
  kind: string
  subject: string
  on: string | null
  name: string
}

/** An entry that was looked at: written in the one way, and what it is on. */
export interface CheckedEntry {
  readonly entry: NameEntry
  readonly subject: Subject
  /** null: everywhere. */
  readonly on: Subject | null
  /** Equal for entries of one subject. */
  readonly key: string
}

export type Checked = { checked: CheckedEntry; why: null } | { checked: null; why: Notice }
const refused = (why: Notice): Checked => ({ checked: null, why })

export const isKind = (text: string): text is NameKind => NAME_KINDS.some((kind) => kind === text)

/** First look, then believe: what is wrong with an entry, or the entry. */
export function checkEntry(written: WrittenEntry): Checked {
  const { kind } = written
  if (!isKind(kind)) return refused(notice('name-no-kind', { text: kind, kinds: NAME_KINDS.join(', ') }))
  const name = written.name.trim().normalize('NFC')
  if (name === '') return refused(notice('name-missing'))
  if (name.length > MAX_NAME_LENGTH) return refused(notice('name-too-long', { limit: MAX_NAME_LENGTH }))
  if (!isPlain(name)) return refused(notice('name-not-plain'))
  const read = readSubject(kind, written.subject)
  if (read.why) return refused(read.why)
  const place = written.on?.trim() ?? ''
  const on = place === '' ? null : readSegment(place)
  if (on?.why) return refused(on.why)
  // A segment is where it is.
  if (kind === 'segment' && on) return refused(notice('name-segment-on', { text: place }))
  const entry = { kind, subject: read.text, on: on?.text ?? null, name }
  return { checked: { entry, subject: read.subject, on: on?.subject ?? null, key: keyOf(entry) }, why: null }
}

/** Letters of a path may be written small or large. */
export const keyOf = ({ kind, subject, on }: Omit<NameEntry, 'name'>): string =>
  [kind, kind === 'segment' ? subject.toLowerCase() : subject, on?.toLowerCase() ?? ''].join('\n')
