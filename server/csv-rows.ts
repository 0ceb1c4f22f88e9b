import { parse } from 'csv-parse/sync'
import { notice } from '../shared/notice.ts'
import type { TableRow } from './names/columns.ts'
import { MAX_LINES, type WrittenLine } from './names/written.ts'

/* The only file that knows csv-parse. */

const DELIMITERS = [',', ';', '\t'] as const
/** Characters of a line; a longer one is refused: of five million commas nobody has made a row. */
const MAX_LINE = 10_000

/** The rows of a table that a person or a program made, and what is no CSV. Empty lines are none. */
export function csvRows(text: string): { rows: TableRow[]; broken: WrittenLine[] } {
  const delimiter = delimiterOf(text)
  // Without a quotation mark a line is a row and a delimiter parts two cells: long lists are read at once.
  const whole = text.includes('"') && !hasLongLine(text) ? asWhole(text, delimiter) : null
  const { rows: all, broken } = whole ?? lineByLine(text, delimiter)
  const rows = all.filter(({ cells, text: written }) => !isEmpty(cells) && !SEPARATOR.test(written))
  return { rows: rows.slice(0, MAX_LINES), broken: [...broken, ...rows.slice(MAX_LINES).map(tooLong)] }
}

/** Spreadsheets write the rows below a table as delimiters alone. */
const isEmpty = (cells: readonly string[]): boolean => cells.every((cell) => cell.trim() === '')
/** Excel is told its delimiter so, in a line before the table. */
const SEPARATOR = /^"?sep=.?"?$/i

function hasLongLine(text: string): boolean {
  let begin = 0
  for (const { index } of text.matchAll(/[\r\n]/g)) {
    if (index - begin > MAX_LINE) return true
    begin = index + 1
  }
  return text.length - begin > MAX_LINE
}

const tooLong = ({ line, text }: TableRow): WrittenLine => ({
  line,
  text,
  entry: null,
  why: notice('import-too-long', { limit: MAX_LINES }),
})

/** What parts the cells of the first line: the sign that it has most of, outside quotes. */
function delimiterOf(text: string): string {
  const [line = ''] = text
    .trimStart()
    .slice(0, MAX_LINE)
    .split(/[\r\n]/, 1)
  const first = line.replace(/"[^"]*"/g, '')
  const counts = DELIMITERS.map((sign) => first.split(sign).length)
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ','
}

interface Parsed {
  record: string[]
  raw: string
  info: { lines: number }
}

const OPTIONS = { relax_column_count: true, skip_empty_lines: true, info: true, raw: true } as const

/** null when a quotation mark stands where none may, or is never closed: it may have swallowed much. */
function asWhole(text: string, delimiter: string): { rows: TableRow[]; broken: WrittenLine[] } | null {
  try {
    const parsed = parse(text, {
      ...OPTIONS,
      delimiter,
      to: MAX_LINES + 1,
      max_record_size: MAX_LINE,
    }) as unknown as Parsed[]
    const rows = parsed.map(({ record, raw, info }) => {
      const written = raw.trim()
      return { line: info.lines - written.split('\n').length + 1, text: written, cells: record }
    })
    return { rows, broken: [] }
  } catch {
    return null
  }
}

/** So that one quotation mark costs one line. */
function lineByLine(text: string, delimiter: string): { rows: TableRow[]; broken: WrittenLine[] } {
  const rows: TableRow[] = []
  const broken: WrittenLine[] = []
  // Empty lines take nobody's place: one line too many is read, so that it can be told.
  for (const [i, raw] of text.split(/\r\n|\n|\r/).entries()) {
    const line = i + 1
    if (raw.trim() === '') continue
    if (rows.length + broken.length > MAX_LINES) break
    if (raw.length > MAX_LINE) {
      broken.push({ line, text: raw, entry: null, why: notice('import-long-line', { limit: MAX_LINE }) })
      continue
    }
    const cells = raw.includes('"') ? cellsOf(raw, delimiter) : raw.split(delimiter)
    if (cells) rows.push({ line, text: raw, cells })
    else broken.push({ line, text: raw, entry: null, why: notice('import-not-csv') })
  }
  return { rows, broken }
}

function cellsOf(line: string, delimiter: string): string[] | null {
  try {
    const rows = parse(line, { relax_quotes: true, delimiter })
    return rows[0] ?? null
  } catch {
    return null
  }
}
