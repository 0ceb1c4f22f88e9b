import type { CsvDelimiter, ExportCount, ExportFormat } from '../../shared/export.ts'
import { HOUR, MINUTE, type DurationMs, type EpochMs } from '../../shared/time.ts'
import { send } from '../api.ts'
import { parseCsv } from './csv.ts'
import { rowsEnd, WholeRows } from './whole-rows.ts'

/** Of the beginning and of the end. */
export const PREVIEW_ROWS = 10
/** The preview reads no more of a file than this; the file itself has no such end. */
const PREVIEW_OCTETS = 256 * 1024
/** Files in the order of time: the last rows are looked for in a short span first. */
const LAST_SPANS: readonly DurationMs[] = [MINUTE, 15 * MINUTE, 3 * HOUR]
/** Up to so many rows the server may pass over for the last ones. */
const MAX_SKIPPED = 20_000

interface Written {
  format: ExportFormat
  delimiter: CsvDelimiter
}
interface Piece {
  columns: readonly string[]
  rows: readonly (readonly string[])[]
  /** The file was read to its end. */
  complete: boolean
  headerOctets: number
  rowOctets: number | null
}

export interface Preview {
  columns: readonly string[]
  first: readonly (readonly string[])[]
  /** Behind `first`; empty where they are the same. */
  last: readonly (readonly string[])[]
  /** `last` is the very end of the file; else rows from near it, or none were looked for. */
  exact: boolean
  /** Of the line with the names; 0 without one. */
  headerOctets: number
  /** Octets of a row, as those at the beginning have it; null without any. */
  rowOctets: number | null
}

/** Rows as the file has them: a cell of JSON lines as its text. */
export function rowsOf(text: string, { format, delimiter }: Written): Pick<Piece, 'columns' | 'rows'> {
  if (format === 'csv') {
    const [columns = [], ...rows] = parseCsv(text, delimiter)
    return { columns, rows }
  }
  const objects = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  return { columns: Object.keys(objects[0] ?? {}), rows: objects.map((row) => Object.values(row).map(cellText)) }
}
function cellText(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** `most`: rows after which no more is read; null: as far as a preview reads. */
async function read(path: string, written: Written, most: number | null, signal: AbortSignal): Promise<Piece> {
  const response = await send(path, { signal })
  const reader = response.body?.getReader()
  const whole = new WholeRows(written.format === 'csv')
  const decoder = new TextDecoder()
  let text = ''
  let octets = 0
  let complete = true
  while (reader) {
    const { done, value } = await reader.read()
    if (done) break
    const rows = whole.push(value)
    octets += rows.length
    text += decoder.decode(rows, { stream: true })
    if (octets > PREVIEW_OCTETS || (most !== null && whole.rows > most)) {
      complete = false
      await reader.cancel()
      break
    }
  }
  return { ...rowsOf(text, written), ...sizes(text, written.format === 'csv'), complete }
}
/** From as many rows each time, however much the network brought at once: two readers see the same size. */
function sizes(text: string, csv: boolean): Pick<Piece, 'headerOctets' | 'rowOctets'> {
  const octets = new TextEncoder().encode(text)
  const headerOctets = csv ? rowsEnd(octets, csv, 1).end : 0
  const { end, rows } = rowsEnd(octets.subarray(headerOctets), csv, 2 * PREVIEW_ROWS)
  return { headerOctets, rowOctets: rows === 0 ? null : end / rows }
}

/** Where to begin to look for the last rows, one attempt after the other; the last one is the whole range. */
export function previewStarts(from: EpochMs | null, end: EpochMs): (EpochMs | null)[] {
  const starts = LAST_SPANS.map((span) => end - span).filter((start) => from === null || start > from)
  return [...starts, from]
}

/** What is looked at: its address, and how the last rows of it are found. */
export interface Previewed extends Written {
  path: (more: Readonly<Record<string, string>>) => string
  /** Of a file in the order of time. */
  timely: { from: EpochMs | null; end: EpochMs } | null
}

/** The beginning of the very file that would be downloaded. Throws `ApiError`, and an abort as it is. */
export async function fetchHead(file: Previewed, signal: AbortSignal): Promise<Preview> {
  const { columns, rows, headerOctets, rowOctets, complete } = await read(file.path({}), file, 2 * PREVIEW_ROWS, signal)
  return {
    columns,
    first: rows.slice(0, PREVIEW_ROWS),
    last: complete ? rows.slice(PREVIEW_ROWS) : [],
    exact: complete,
    headerOctets,
    rowOctets,
  }
}

/** The end of it, which is found without reading what is between. `count`: announced; null: not known. */
export async function fetchLast(
  file: Previewed,
  count: ExportCount | null,
  signal: AbortSignal,
): Promise<Pick<Preview, 'last' | 'exact'>> {
  if (count && count.rows <= MAX_SKIPPED && count.rows > PREVIEW_ROWS) {
    const skip = String(Math.max(PREVIEW_ROWS, count.rows - PREVIEW_ROWS))
    const { columns, rows } = await read(file.path({ pin: count.pin, skip }), file, null, signal)
    // Without a header what looks like one is a row.
    return { last: (file.format === 'csv' ? [columns, ...rows] : rows).slice(-PREVIEW_ROWS), exact: true }
  }
  const { timely } = file
  if (!timely) return { last: [], exact: false }
  let piece: Piece | null = null
  const starts = previewStarts(timely.from, timely.end)
  for (const [attempt, start] of starts.entries()) {
    piece = await read(file.path({ from: start === null ? '' : new Date(start).toISOString() }), file, null, signal)
    // Its last change is long ago, and the whole range is too long to be read: what came of it is its beginning.
    if (!piece.complete && attempt === starts.length - 1) return { last: [], exact: false }
    if (!piece.complete || piece.rows.length >= PREVIEW_ROWS) break
  }
  return { last: piece?.rows.slice(-PREVIEW_ROWS) ?? [], exact: piece?.complete ?? false }
}
