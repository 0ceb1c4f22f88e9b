import { Readable } from 'node:stream'
import { createGzip } from 'node:zlib'
import { notice } from '../../shared/notice.ts'
import { HistoryError } from '../history/store.ts'
import { keyOf, timesOf, type ExportOrder, type Memo, type ReadableHistory } from './order.ts'
import { PartFile } from './part-file.ts'
import { resumed, type Rest } from './resume.ts'

/** Called with how many rows there are of how many, after each piece. False ends it. */
export type Told = (rows: number, all: number) => boolean

/**
 * Writes a file of the history; it has its name when all of its rows are in it. Returns how many. Throws a HistoryError,
 * and leaves the part for `resume` where that is asked for (`keep`).
 */
export async function writeExport(
  history: ReadableHistory,
  order: ExportOrder,
  path: string,
  { told = () => true, resume = false, keep = false }: { told?: Told; resume?: boolean; keep?: boolean } = {},
): Promise<number> {
  const rest = resume ? await resumed(history, order, path) : await wholeOf(history, order)
  const file = rest.length > 0 ? await PartFile.goOn(path, rest.length) : await PartFile.begin(path, rest.memo)
  try {
    told(rest.rows, rest.all)
    for await (const octets of octetsOf(rest, order.gzip, told)) await file.write(octets)
    await file.finish()
    return rest.all
  } catch (error) {
    await file.giveUp(keep)
    throw error
  }
}

export async function wholeOf(history: ReadableHistory, order: ExportOrder): Promise<Rest> {
  const { name, options } = order
  const query = { ...order.query, pin: await history.pin() }
  const all = await history.count(name, query)
  const noted: Memo = { order: keyOf(order), pin: query.pin, rows: all, times: timesOf(order) }
  const memo = JSON.stringify(noted)
  return { memo, length: 0, rows: 0, all, pieces: history.fileOf(name, query, options) }
}

export function octetsOf(rest: Rest, gzip: boolean, told: Told): AsyncIterable<Uint8Array> {
  const pieces = counted(rest, told)
  return gzip ? packed(pieces) : pieces
}

/** A file that is not what was announced must not look like one. */
async function* counted({ rows: before, all, pieces }: Rest, told: Told): AsyncGenerator<Uint8Array> {
  let rows = before
  for await (const piece of pieces) {
    rows += piece.rows
    yield piece.bytes
    if (!told(rows, all)) throw new HistoryError(notice('export-interrupted'))
  }
  if (rows !== all) throw new HistoryError(notice('history-rows-gone'))
}

const packed = (pieces: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> => {
  const gzip = createGzip()
  const plain = Readable.from(pieces, { highWaterMark: 1 })
  plain.on('error', (error) => gzip.destroy(error))
  return plain.pipe(gzip)
}
