import type { Request, Router } from 'express'
import type { Answers, WriteAnswers } from '../../../shared/api.ts'
import type { ImportJob, ImportList, ImportRow } from '../../../shared/imports.ts'
import { notice, sentence } from '../../../shared/notice.ts'
import { MINUTE, type DurationMs } from '../../../shared/time.ts'
import { HistoryError } from '../../history/store.ts'
import { importOf } from '../import-params.ts'
import { HttpProblem } from '../problem.ts'

/** Where captures are put into the history. All of it rejects with a HistoryError. */
export interface CaptureDesk {
  list(): Promise<ImportList>
  receive(octets: AsyncIterable<Uint8Array>, file: string, name: string | null): Promise<ImportJob>
  remove(name: string): Promise<ImportRow | null>
  /** False: there is none of this number. */
  cancel(id: number): boolean
}

/** What is wrong with the request, and not with the history. */
const STATUS: Readonly<Record<string, number>> = { 'capture-too-large': 413, 'imports-busy': 503 }

/** A sender that sends nothing for so long makes room for others. */
const SILENT: DurationMs = MINUTE

/** Captures into the history, and out of it. The body is the file itself: what it is, is told by its first octets. */
export function imports(router: Router, desk: CaptureDesk | null): void {
  router.get('/imports', async (_request, response) => {
    response.json((await awaited(open(desk).list())) satisfies Answers['/imports'])
  })
  router.post('/imports', async (request, response) => {
    response.setTimeout(SILENT, () => request.destroy())
    const job = await awaited(receive(request, open(desk)))
    response.status(202).json(job satisfies WriteAnswers['POST /imports'])
  })
  router.delete('/imports/jobs/:job', (request, response) => {
    const { job } = request.params
    if (!/^\d{1,15}$/.test(job) || !open(desk).cancel(Number(job))) {
      const why = notice('import-not-under-way', { id: job })
      throw new HttpProblem(404, sentence(why), { notice: why })
    }
    response.status(204).end()
  })
  router.delete('/imports/:name', async (request, response) => {
    const { name } = request.params
    if ((await awaited(open(desk).remove(name))) === null) {
      const why = notice('capture-not-imported', { name })
      throw new HttpProblem(404, sentence(why), { notice: why })
    }
    response.status(204).end()
  })
}

/** A reader that stops in the middle must still be able to say why. */
function receive(request: Request, desk: CaptureDesk): Promise<ImportJob> {
  const { file, name } = importOf(request.query)
  const octets = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>
  return desk.receive(octets, file, name)
}

function open(desk: CaptureDesk | null): CaptureDesk {
  if (desk) return desk
  throw new HttpProblem(503, 'This server keeps no history. Remedy: start it with --data FOLDER.')
}

async function awaited<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw problemOf(error)
  }
}

function problemOf(error: unknown): unknown {
  if (!(error instanceof HistoryError)) return error
  const { notice: why } = error
  return new HttpProblem(STATUS[why.code] ?? 503, sentence(why), { notice: why })
}
