import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Response, Router } from 'express'
import { EXPORTS, type ExportCount, type ExportName } from '../../../shared/export.ts'
import { notice, sentence } from '../../../shared/notice.ts'
import { MINUTE, type DurationMs, type EpochMs } from '../../../shared/time.ts'
import { HistoryError, type CsvOptions, type HistoryQuery, type HistoryStatus } from '../../history/store.ts'
import { exportOf, type ExportParameters } from '../params.ts'
import { HttpProblem } from '../problem.ts'
import type { WritableDesk } from './findings.ts'

/** What the routes need of the history. */
export interface ReadableHistory {
  csv(name: ExportName, query: HistoryQuery, options?: CsvOptions): AsyncGenerator<string, void>
  count(name: ExportName, query: HistoryQuery): Promise<number>
  status(): HistoryStatus
}

/** Files that are being read at a time; further ones are asked to wait. */
const MAX_EXPORTS = 8

/** A reader that takes nothing for so long makes room for others. */
const STALLED: DurationMs = 2 * MINUTE

/** CSV files from the history: streamed, as fast as the reader takes them, until it goes away. `desk` has the notes. */
export function exports(
  router: Router,
  history: ReadableHistory | null,
  desk: Pick<WritableDesk, 'notes'>,
  stalled = STALLED,
): void {
  let running = 0
  for (const name of EXPORTS) {
    router.get(`/export/${name}.csv`, async (request, response) => {
      const parameters = exportOf(name, request.query)
      const { delimiter, bom, zone } = parameters
      if (running >= MAX_EXPORTS) {
        const busy = notice('exports-busy', { limit: MAX_EXPORTS })
        throw new HttpProblem(503, sentence(busy), { notice: busy, retryAfter: 10 })
      }
      const notes = name === 'findings' ? { notes: desk.notes() } : {}
      const text = open(history).csv(name, queryOf(parameters), { delimiter, bom, ...(zone ? { zone } : {}), ...notes })
      running += 1
      response.setTimeout(stalled, () => response.destroy())
      try {
        await send(text, response, fileName(name, parameters))
      } finally {
        running -= 1
      }
    })
    router.get(`/export/${name}/count`, async (request, response) => {
      const rows = await spoken(open(history).count(name, queryOf(exportOf(name, request.query))))
      response.json({ rows } satisfies ExportCount)
    })
  }
}

function open(history: ReadableHistory | null): ReadableHistory {
  if (!history) throw new HttpProblem(503, 'This server keeps no history. Remedy: start it with --data FOLDER.')
  return history
}

const queryOf = ({ from, to, filter }: ExportParameters): HistoryQuery => ({
  filter,
  ...(from === undefined ? {} : { from }),
  ...(to === undefined ? {} : { to }),
})

async function send(text: AsyncGenerator<string, void>, response: Response, file: string): Promise<void> {
  // The first piece tells whether there is a history at all, while an error can still be said.
  const first = await spoken(text.next())
  response.set('content-type', 'text/csv; charset=utf-8')
  response.set('content-disposition', `attachment; filename="${file}"`)
  const pieces = async function* (): AsyncGenerator<string> {
    if (first.done) return
    yield first.value
    yield* text
  }
  try {
    await pipeline(Readable.from(pieces(), { highWaterMark: 1 }), response)
  } catch (error) {
    // The reader went away, or the history broke: the file ends without its end, which the other side can tell.
    if (!(error instanceof HistoryError) && !wentAway(error)) throw error
  } finally {
    await text.return()
  }
}

const wentAway = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE'

async function spoken<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading
  } catch (error) {
    if (error instanceof HistoryError) throw new HttpProblem(503, sentence(error.notice), { notice: error.notice })
    throw error
  }
}

/** Data set, filter and range: `memberships_group-239.1.1.1_20251126T080000Z_now.csv`. */
export function fileName(name: ExportName, { filter, from, to }: ExportParameters): string {
  const slug = filter
    .replace(/[^A-Za-z0-9.]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, 60)
  const range = from === undefined && to === undefined ? 'all' : `${stamp(from, 'begin')}_${stamp(to, 'now')}`
  return `${[name, ...(slug ? [slug] : []), range].join('_')}.csv`
}

const stamp = (at: EpochMs | undefined, absent: string): string =>
  at === undefined ? absent : new Date(at).toISOString().replace(/[-:]|\.\d+/g, '')
