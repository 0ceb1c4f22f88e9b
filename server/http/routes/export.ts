import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { Response, Router } from 'express'
import { exportFileName } from '../../../shared/export-name.ts'
import {
  EXPORT_FORMATS,
  EXPORTS,
  ROWS_HEADER,
  type ExportCount,
  type ExportFormat,
  type ExportName,
} from '../../../shared/export.ts'
import { notice, sentence } from '../../../shared/notice.ts'
import { MINUTE, type DurationMs } from '../../../shared/time.ts'
import {
  HistoryError,
  type FileOptions,
  type FilePiece,
  type HistoryQuery,
  type HistoryStatus,
} from '../../history/store.ts'
import type { Subject } from '../../views/subject.ts'
import { ExportCounts } from '../export-counts.ts'
import { optionsOf, queryOf } from '../export-request.ts'
import { exportOf } from '../export-params.ts'
import { HttpProblem } from '../problem.ts'
import { truncatedNow } from '../truncated.ts'
import type { WritableDesk } from './findings.ts'

/** What the routes need of the history. */
export interface ReadableHistory {
  fileOf(name: ExportName, query: HistoryQuery, options?: FileOptions): AsyncGenerator<FilePiece, void>
  pin(): Promise<string>
  count(name: ExportName, query: HistoryQuery): Promise<number>
  status(): HistoryStatus
}

/** Files that are being read at a time; further ones are asked to wait. */
const MAX_EXPORTS = 8

/** A reader that takes nothing for so long makes room for others. */
const STALLED: DurationMs = 2 * MINUTE

const TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  jsonl: 'application/jsonl; charset=utf-8',
}

/** Files from the history: streamed, as fast as the reader takes them, until it goes away. `desk` has the notes. */
export function exports(
  router: Router,
  history: ReadableHistory | null,
  desk: Pick<WritableDesk, 'notes'>,
  { taps }: Pick<Subject, 'taps'>,
  stalled = STALLED,
): void {
  let running = 0
  const counts = new ExportCounts()
  // How long a membership lasts without a report: as of what is live.
  const formulaFor = (name: ExportName): Pick<HistoryQuery, 'formula'> => {
    const formula = taps[0]?.table.formula
    return name === 'snapshot' && formula ? { formula } : {}
  }
  for (const name of EXPORTS) {
    for (const format of EXPORT_FORMATS) {
      router.get(`/export/${name}.${format}`, async (request, response) => {
        const parameters = exportOf(name, request.query, Date.now())
        const query = { ...queryOf(parameters), ...formulaFor(name) }
        if (running >= MAX_EXPORTS) {
          const busy = notice('exports-busy', { limit: MAX_EXPORTS })
          throw new HttpProblem(503, sentence(busy), { notice: busy, retryAfter: 10 })
        }
        const options = { ...optionsOf(parameters, format), ...(name === 'findings' ? { notes: desk.notes() } : {}) }
        const file = open(history).fileOf(name, query, options)
        running += 1
        response.setTimeout(stalled, () => {
          // A file whose rows are far apart keeps its reader waiting: that is not the reader's fault.
          if (response.writableNeedDrain) response.destroy()
          else response.setTimeout(stalled)
        })
        try {
          const { gzip, skip = 0, filter, from, to, at } = parameters
          const all = counts.of(name, query)
          const rows = all === null ? null : Math.max(all - skip, 0)
          const fileName = exportFileName({
            set: name,
            filter,
            from,
            to,
            at,
            format,
            gzip,
            truncated: truncatedNow({ taps }) !== null,
          })
          await send(file, response, { type: gzip ? 'application/gzip' : TYPES[format], name: fileName, gzip, rows })
        } finally {
          running -= 1
        }
      })
    }
    router.get(`/export/${name}/count`, async (request, response) => {
      const given = queryOf(exportOf(name, request.query, Date.now()))
      const past = open(history)
      const pin = given.pin ?? (await spoken(past.pin()))
      const query = { ...given, ...formulaFor(name), pin }
      const rows = counts.of(name, query) ?? (await spoken(past.count(name, query)))
      counts.put(name, query, rows)
      response.json({ rows, pin, truncated: truncatedNow({ taps }) } satisfies ExportCount)
    })
  }
}

function open(history: ReadableHistory | null): ReadableHistory {
  if (!history) throw new HttpProblem(503, 'This server keeps no history. Remedy: start it with --data FOLDER.')
  return history
}

interface Sent {
  type: string
  name: string
  gzip: boolean
  /** How many the file has; null: not known. */
  rows: number | null
}

async function send(
  file: AsyncGenerator<FilePiece, void>,
  response: Response,
  { type, name, gzip, rows }: Sent,
): Promise<void> {
  // The first piece tells whether there is a history at all, while an error can still be said.
  let first = await spoken(file.next())
  while (!first.done && first.value.bytes.length === 0 && !response.destroyed) first = await spoken(file.next())
  response.set('content-type', type)
  response.set('content-disposition', `attachment; filename="${name}"`)
  if (rows !== null) response.set(ROWS_HEADER, String(rows))
  const { method, httpVersion } = response.req
  if (method === 'HEAD') {
    await file.return()
    response.end()
    return
  }
  // Who speaks HTTP/1.0 gets no pieces, and trailers only come after the last piece (RFC 9112 s7.1).
  const isInPieces = httpVersion !== '1.0'
  if (isInPieces) response.set('trailer', ROWS_HEADER)
  const pieces = async function* (): AsyncGenerator<Uint8Array> {
    let sent = 0
    for (let piece = first; !piece.done; piece = await file.next()) {
      // It went away while nothing was found for it.
      if (response.destroyed) return
      if (piece.value.bytes.length === 0) continue
      sent += piece.value.rows
      yield piece.value.bytes
    }
    // A file that is not what was announced must not look like one.
    if (rows !== null && sent !== rows) throw new HistoryError(notice('history-rows-gone', {}))
    if (isInPieces) response.addTrailers({ [ROWS_HEADER]: String(sent) })
  }
  const text = Readable.from(pieces(), { highWaterMark: 1 })
  try {
    // The compression is done by threads of the system.
    await (gzip ? pipeline(text, createGzip(), response) : pipeline(text, response))
  } catch (error) {
    // The reader went away, or the history broke: the file ends without its end, which the other side can tell.
    if (!(error instanceof HistoryError) && !wentAway(error)) throw error
  } finally {
    await file.return()
  }
}

const wentAway = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE'

async function spoken<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading
  } catch (error) {
    if (!(error instanceof HistoryError)) throw error
    const { notice: why } = error
    throw new HttpProblem(STATUS[why.code] ?? 503, sentence(why), { notice: why })
  }
}

/** What is wrong with the request, and not with the history. */
const STATUS: Readonly<Record<string, number>> = { 'history-rows-gone': 410, 'history-queriers-full': 400 }
