import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { notice } from '../../shared/notice.ts'
import { HistoryError, type FilePiece } from '../history/store.ts'
import { keyOf, memoIn, type ExportOrder, type ReadableHistory } from './order.ts'
import { PartFile } from './part-file.ts'
import { RowScan } from './row-scan.ts'

/** What is still to be written of a file. */
export interface Rest {
  memo: string
  /** Octets of the part that stay. */
  length: number
  /** Rows in it, without the header row. */
  rows: number
  /** Rows that the whole has. */
  all: number
  pieces: AsyncIterable<FilePiece>
}

/**
 * Goes on with the part that a broken export left: its whole rows stay, and the last of them must be what the history
 * gives for it now. Throws a HistoryError where that is not so.
 */
export async function resumed(history: ReadableHistory, order: ExportOrder, path: string): Promise<Rest> {
  const text = await PartFile.memoOf(path)
  const memo = text === null ? null : memoIn(text)
  if (text === null || memo?.order !== keyOf(order)) throw refusal(path)
  const { name, options } = order
  const query = { ...order.query, ...memo.times, pin: memo.pin }
  const scan = await scanned(path, options.format ?? 'csv')
  const heads = (options.format ?? 'csv') === 'csv' ? 1 : 0
  const rows = scan.rows - heads
  const rest = { memo: text, all: memo.rows }
  // Not even one row: from the beginning.
  if (rows < 1) return { ...rest, length: 0, rows: 0, pieces: history.fileOf(name, query, options) }
  const last = await octetsOf(path, scan.begin, scan.end)
  const again = history.fileOf(name, query, { ...options, skip: rows - 1 })
  return { ...rest, length: scan.end, rows, pieces: after(last, again, path) }
}

async function scanned(path: string, format: 'csv' | 'jsonl'): Promise<RowScan> {
  const scan = new RowScan(format)
  try {
    for await (const octets of createReadStream(PartFile.partOf(path))) scan.push(octets as Uint8Array)
    return scan
  } catch {
    throw refusal(path)
  }
}

async function octetsOf(path: string, begin: number, end: number): Promise<Buffer> {
  const file = await open(PartFile.partOf(path))
  try {
    const octets = Buffer.alloc(end - begin)
    await file.read(octets, 0, octets.length, begin)
    return octets
  } finally {
    await file.close()
  }
}

/** What follows the row that is there already. */
async function* after(row: Buffer, pieces: AsyncIterable<FilePiece>, path: string): AsyncGenerator<FilePiece> {
  let first = true
  for await (const piece of pieces) {
    if (!first) {
      yield piece
      continue
    }
    first = false
    if (!row.equals(piece.bytes.subarray(0, row.length))) throw refusal(path)
    yield { bytes: piece.bytes.subarray(row.length), rows: piece.rows - 1 }
  }
  if (first) throw refusal(path)
}

const refusal = (path: string): HistoryError => new HistoryError(notice('export-no-part', { path }))
