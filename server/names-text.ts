import type { NameEntry, NameKind } from '../shared/names.ts'
import { notice, type Notice } from '../shared/notice.ts'
import { csvRows } from './csv-rows.ts'
import { cellText } from './history/exports/csv.ts'
import { guarded, linesOfTable } from './names/columns.ts'
import { isM3u, linesOfM3u } from './names/m3u.ts'
import { MAX_LINES, type WrittenLine } from './names/written.ts'

/* A file of names as text, and back. */

type Read = { lines: readonly WrittenLine[]; why: null } | { lines: null; why: Notice }

/** CSV or M3U, whichever the content is. `kind`: of lines that do not say theirs. */
export function readNames(octets: Uint8Array, kind: NameKind | null): Read {
  const text = textOf(octets)
  if (text === null) return { lines: null, why: notice('import-not-text') }
  if (text.trim() === '') return { lines: null, why: notice('import-empty') }
  if (isM3u(text)) return { lines: cut(linesOfM3u(text)), why: null }
  const { rows, broken } = csvRows(text)
  const lines = [...linesOfTable(rows, kind), ...broken].sort((a, b) => a.line - b.line)
  return { lines, why: null }
}

function cut(lines: readonly WrittenLine[]): WrittenLine[] {
  const next = lines[MAX_LINES]
  if (!next) return [...lines]
  const { line, text } = next
  return [
    ...lines.slice(0, MAX_LINES),
    { line, text, entry: null, why: notice('import-too-long', { limit: MAX_LINES }) },
  ]
}

/** UTF-8 or UTF-16 with its mark; else what Windows saves in the West. null when it is no text at all. */
function textOf(octets: Uint8Array): string | null {
  const [first, second] = octets
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8'
  const text = decoded(octets, encoding, true) ?? decoded(octets, 'windows-1252', false)
  // NUL is in no text, and in nearly every other file.
  return text === null || text.includes('\0') ? null : text
}

function decoded(octets: Uint8Array, encoding: string, fatal: boolean): string | null {
  try {
    return new TextDecoder(encoding, { fatal }).decode(octets)
  } catch {
    return null
  }
}

const cell = cellText(',')
/** As a person edits it and `readNames` reads it: the same entries again. */
export const writeNames = (entries: readonly NameEntry[]): string =>
  `kind,subject,on,name\r\n${entries.map(lineOf).join('')}`

const lineOf = ({ kind, subject, on, name }: NameEntry): string =>
  `${[kind, subject, on ?? '', name].map((text) => cell(guarded(text))).join(',')}\r\n`
