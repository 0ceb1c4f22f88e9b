import { Worker } from 'node:worker_threads'
import type { ImportJob, ImportList, ImportRow } from '../../shared/imports.ts'
import { notice, type Notice } from '../../shared/notice.ts'
import { SECOND, type DurationMs, type EpochMs } from '../../shared/time.ts'
import { HistoryError, ImportSession, type History } from '../history/store.ts'
import type { FromImport, ImportWork } from './protocol.ts'
import { Received } from './received.ts'
import type { TapConfig } from './tap-config.ts'

/** Captures that wait their turn; further ones are refused. */
const WAITING_AT_MOST = 8
/** Jobs that are remembered when they are over; the oldest go first. */
const JOBS_KEPT = 100
/** Of the memory that the server may take, what the thread that reads a capture may have for what it makes. */
const SHARE = 1 / 4
/** It does not start well with less. MiB. */
const LEAST_MIB = 128
/** A thread that was told to stop is ended when it has not within this time. */
const PATIENCE: DurationMs = 5 * SECOND

const MEBIBYTE = 1_024 ** 2

interface ImportDeskOptions {
  folder: string
  history: Pick<History, 'captures' | 'imports' | 'status'>
  tap: TapConfig
  maxBytes: number
  /** Octets of one when it is unpacked; absent: as many as there are. */
  maxUnpacked?: number
  /** Octets that the server may take in all. */
  memory: number
  /** What reads a capture, and how long it is waited for when it is to stop; a test puts its own in. */
  thread?: URL
  patience?: DurationMs
  /** Names of the sources that there are now. */
  taken: () => readonly string[]
  now: () => EpochMs
}

interface Job extends ImportJob {
  path: string
  cancelled: boolean
}

/** Where the running server takes captures in: one after the other, each in a thread of its own. */
export class ImportDesk {
  readonly #options: ImportDeskOptions
  readonly #received: Received
  #jobs: Job[] = []
  #receiving = 0
  #running: Worker | null = null
  #stopped = false
  #lastId = 0

  constructor(options: ImportDeskOptions) {
    this.#options = options
    this.#received = new Received(options.folder, options.maxBytes)
    this.#clear()
  }

  /** What is done with those that were taken, the newest last. */
  get jobs(): readonly ImportJob[] {
    return this.#jobs.map(toldOf)
  }

  /** Rejects with a HistoryError where the history cannot be read. */
  async list(): Promise<ImportList> {
    const rows = await this.#options.history.captures()
    return { rows, jobs: this.jobs }
  }

  /** `file`: what it is called; `name`: what its source is to be called; null: as the file. Throws a HistoryError. */
  async receive(octets: AsyncIterable<Uint8Array>, file: string, name: string | null): Promise<ImportJob> {
    this.#mustBeOpen()
    const waiting = this.#jobs.filter(({ state }) => state === 'waiting').length + this.#receiving
    if (waiting >= WAITING_AT_MOST) throw new HistoryError(notice('imports-busy', { limit: WAITING_AT_MOST }))
    this.#receiving += 1
    try {
      const path = await this.#received.take(octets)
      this.#lastId += 1
      const rest = { state: 'waiting', done: 0, frames: null, notice: null, row: null } as const
      const job: Job = { id: this.#lastId, file, name, path, cancelled: false, ...rest }
      this.#jobs = [...this.#jobs, job].slice(-JOBS_KEPT)
      this.#next()
      return toldOf(job)
    } finally {
      this.#receiving -= 1
    }
  }

  /** null: there is none of this name. Throws a HistoryError. */
  async remove(name: string): Promise<ImportRow | null> {
    const session = new ImportSession(this.#options.history.imports.open(), () => null)
    try {
      return await session.remove(name)
    } finally {
      session.close()
    }
  }

  /** One that waits is not begun; of one that runs all is taken out again. False: there is none of this number. */
  cancel(id: number): boolean {
    const job = this.#jobs.find((one) => one.id === id)
    if (!job) return false
    if (job.state === 'waiting') {
      fail(job, notice('import-cancelled'))
      this.#received.remove(job.path)
    } else if (job.state === 'reading' || job.state === 'importing') {
      job.cancelled = true
      if (this.#running) this.#end(this.#running)
    }
    return true
  }

  /** One that does not answer is ended all the same: what it had put in is taken out when its way in closes. */
  #end(worker: Worker): void {
    worker.postMessage('cancel')
    const timer = setTimeout(() => void worker.terminate(), this.#options.patience ?? PATIENCE)
    worker.once('exit', () => clearTimeout(timer))
  }

  /** What is under way is taken out by the next start. */
  async stop(): Promise<void> {
    this.#stopped = true
    await this.#running?.terminate()
    this.#clear()
  }

  #mustBeOpen(): void {
    const { state, notice: why } = this.#options.history.status()
    if (state === 'failed' && why) throw new HistoryError(why)
  }

  /** Not what is another's: the server that has the folder. */
  #clear(): void {
    if (this.#options.history.status().state !== 'failed') this.#received.clear()
  }

  #next(): void {
    if (this.#running || this.#stopped) return
    const job = this.#jobs.find(({ state }) => state === 'waiting')
    if (!job) return
    job.state = 'reading'
    const worker = this.#start(job)
    this.#running = worker
    worker.on('message', (message: FromImport) => hear(job, message))
    worker.on('error', (error) => fail(job, this.#whyOf(job, error)))
    worker.on('exit', () => {
      if (job.state === 'reading' || job.state === 'importing') {
        fail(job, notice(job.cancelled ? 'import-cancelled' : 'import-interrupted'))
      }
      this.#received.remove(job.path)
      this.#running = null
      this.#next()
    })
  }

  #whyOf({ file }: Job, error: Error): Notice {
    const isFull = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
    if (isFull) return notice('import-out-of-memory', { file, limit: this.#heapMiB })
    return notice('source-crashed', { source: file, detail: error.message })
  }

  get #heapMiB(): number {
    return Math.max(LEAST_MIB, Math.floor((this.#options.memory * SHARE) / MEBIBYTE))
  }

  #start({ path, file, name }: Job): Worker {
    const { history, tap, taken, now, maxUnpacked } = this.#options
    const port = history.imports.open()
    const capture = {
      files: [{ path, shown: file }],
      name,
      taken: taken(),
      importedAt: now(),
      ...(maxUnpacked === undefined ? {} : { maxOctets: maxUnpacked }),
    }
    const entry = import.meta.url.endsWith('.ts') ? './worker-from-source.js' : './worker.js'
    return new Worker(this.#options.thread ?? new URL(entry, import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: this.#heapMiB },
      workerData: { capture, tap, port } satisfies ImportWork,
      transferList: [port],
    })
  }
}

const toldOf = ({ id, file, name, state, done, frames, notice, row }: Job): ImportJob => ({
  id,
  file,
  name,
  state,
  done,
  frames,
  notice,
  row,
})

function hear(job: Job, message: FromImport): void {
  switch (message.say) {
    case 'progress':
      job.state = message.frames === null ? 'reading' : 'importing'
      job.done = message.done
      job.frames = message.frames
      return
    case 'done':
      job.state = message.known ? 'known' : 'done'
      job.row = message.row
      job.frames = message.row.frames
      job.done = message.row.frames
      return
    case 'failed':
      fail(job, job.cancelled ? notice('import-cancelled') : message.notice)
      return
  }
}

function fail(job: Job, why: Notice): void {
  job.state = 'failed'
  job.notice = why
}
