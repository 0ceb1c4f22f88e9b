import { createReadStream, statSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { json } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { setTimeout } from 'node:timers/promises'
import { API_PREFIX, type ProblemDetails } from '../../shared/api.ts'
import type { ImportJob, ImportList, ImportRow } from '../../shared/imports.ts'
import { notice } from '../../shared/notice.ts'
import { HistoryError } from '../history/store.ts'
import type { CaptureFile } from '../import/survey.ts'
import { readServerFile, type Running } from '../server-file.ts'
import { requestTo } from './asked-server.ts'
import type { CaptureKeeper } from './import.ts'
import { UsageError } from './usage-error.ts'

/** How a job stands is asked this often. */
const ASKED_EVERY_MS = 200

/** The server that holds a folder takes the captures. `token`: null: the key that the folder tells while a server runs. */
export function serverKeeper(folder: string, token: string | null, stopped: () => boolean): CaptureKeeper {
  const server = new RunningServer(folder, token)
  return {
    async take({ files, name }, progress) {
      const [file, another] = files
      if (!file || another) {
        throw new UsageError(
          'A server holds this history, and takes one file at a time. Remedy: join them with mergecap, or stop the server.',
        )
      }
      let job = await server.send(file, name)
      while (!isOver(job)) {
        if (stopped()) throw new HistoryError(notice('import-goes-on', { file: file.shown }))
        progress.show(job)
        await setTimeout(ASKED_EVERY_MS)
        const { jobs } = await server.list()
        const now = jobs.find(({ id }) => id === job.id)
        if (!now) throw new HistoryError(notice('import-interrupted'))
        job = now
      }
      if (job.row) return { known: job.state === 'known', row: job.row }
      throw new HistoryError(job.notice ?? notice('import-interrupted'))
    },
    remove: (name) => server.remove(name),
    close: () => Promise.resolve(),
  }
}

const isOver = ({ state }: ImportJob): boolean => state === 'done' || state === 'known' || state === 'failed'

class RunningServer {
  readonly #running: Running
  readonly #address: string
  readonly #token: string

  constructor(folder: string, token: string | null) {
    const running = readServerFile(folder)
    if (!running) {
      throw new UsageError(
        `The data folder ${folder} is in use, and what uses it cannot be reached. Remedy: stop it, or choose another folder with --data.`,
      )
    }
    this.#running = running
    this.#address = running.address
    this.#token = token ?? running.key
  }

  async send({ path, shown }: CaptureFile, name: string | null): Promise<ImportJob> {
    const query = new URLSearchParams({ file: shown, ...(name === null ? {} : { name }) })
    return (await this.#ask('POST', `/imports?${query.toString()}`, path)) as ImportJob
  }

  async list(): Promise<ImportList> {
    return (await this.#ask('GET', '/imports')) as ImportList
  }

  async remove(name: string): Promise<ImportRow | null> {
    const row = (await this.list()).rows.find((one) => one.name === name)
    if (!row) return null
    await this.#ask('DELETE', `/imports/${encodeURIComponent(name)}`)
    return row
  }

  /** `file`: the body. */
  async #ask(method: string, path: string, file?: string): Promise<unknown> {
    const headers = {
      accept: 'application/json',
      authorization: `Bearer ${this.#token}`,
      ...(file === undefined ? {} : { 'content-type': 'application/octet-stream', 'content-length': sizeOf(file) }),
    }
    const asked = requestTo(this.#running, `${API_PREFIX}${path}`, { method, headers })
    const answered = new Promise<IncomingMessage>((resolve, reject) =>
      asked.on('response', resolve).on('error', reject),
    )
    try {
      if (file === undefined) asked.end()
      // What it refuses it may answer before all is sent.
      else await Promise.race([pipeline(createReadStream(file), asked), answered])
      return await this.#answerOf(await answered)
    } catch (error) {
      if (error instanceof HistoryError || error instanceof UsageError) throw error
      const why = error instanceof Error ? error.message : String(error)
      throw new UsageError(
        `The server at ${this.#address} holds this history and does not answer (${why}). Remedy: stop it, and import without it.`,
      )
    }
  }

  async #answerOf(answer: IncomingMessage): Promise<unknown> {
    const { statusCode = 0 } = answer
    if (statusCode === 204) return answer.resume()
    const content = await json(answer)
    if (statusCode < 300) return content
    const problem = content as Partial<ProblemDetails>
    if (statusCode === 401) {
      throw new UsageError(
        `The server at ${this.#address} holds this history and does not take this token. Remedy: leave out --token, or give that of an operator`,
      )
    }
    if (problem.notice) throw new HistoryError(problem.notice)
    throw new UsageError(`The server at ${this.#address} refuses: ${problem.detail ?? statusCode}`)
  }
}

function sizeOf(path: string): number {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found) throw new HistoryError(notice('file-not-found', { file: path }))
  if (!found.isFile()) throw new HistoryError(notice('file-unreadable', { file: path, detail: 'it is no file' }))
  return found.size
}
