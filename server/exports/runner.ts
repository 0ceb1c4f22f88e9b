import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ScheduledExportRow } from '../../shared/export-schedule.ts'
import type { Acknowledgement } from '../../shared/finding.ts'
import { notice, sentence, type Notice } from '../../shared/notice.ts'
import { MINUTE, SECOND, type DurationMs, type EpochMs } from '../../shared/time.ts'
import { makeFolders } from '../history/file/folder.ts'
import { HistoryError, type HistoryQuery } from '../history/store.ts'
import type { Log } from '../log.ts'
import type { ScheduledExport } from './config.ts'
import { standing, type Done } from './done.ts'
import type { DoneFile } from './done-file.ts'
import { fileOf, outdated } from './files.ts'
import type { ReadableHistory } from './order.ts'
import { notWritten } from './part-file.ts'
import { lastDue, missed, nextDue, type Period } from './schedule.ts'
import { writeExport } from './write.ts'

/** How often it is looked whether something is due. */
const LOOK_EVERY: DurationMs = 20 * SECOND
/** What happened up to the end of a period is in the history by then. */
const SETTLED_AFTER: DurationMs = 10 * SECOND
const RETRY_AFTER: DurationMs = 5 * MINUTE
/** Runs that were missed while nothing ran and are caught up; older ones are left out. */
const CAUGHT_UP = 31

interface RunnerOptions {
  exports: readonly ScheduledExport[]
  history: ReadableHistory
  done: DoneFile
  notes: () => Readonly<Record<string, Acknowledgement>>
  now: () => EpochMs
  log: Log
}

interface Course {
  readonly scheduled: ScheduledExport
  readonly key: string
  last: ScheduledExportRow['last']
  error: Notice | null
  retryAt: EpochMs
  leftOut: number
  /** Whether older files could be taken away the last time. */
  older: boolean
}

/** Writes what is due, one file after the other, and again what failed. */
export class ExportRunner {
  readonly #options: RunnerOptions
  readonly #courses: readonly Course[]
  #timer: NodeJS.Timeout | null = null
  #running: Promise<void> | null = null
  #stopping = false

  constructor(options: RunnerOptions) {
    this.#options = options
    this.#courses = options.exports.map((scheduled) => ({
      scheduled,
      key: join(
        scheduled.folder,
        `${scheduled.file}.${scheduled.schedule.every}.${scheduled.order.options.format ?? ''}`,
      ),
      last: null,
      error: null,
      retryAt: Number.NEGATIVE_INFINITY,
      leftOut: 0,
      older: true,
    }))
  }

  start(): void {
    if (this.#courses.length === 0) return
    this.#timer = setInterval(() => void this.look(), LOOK_EVERY)
    void this.look()
  }

  /** What is being written is left, and written anew by the next start. */
  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer)
    this.#stopping = true
    await this.#running
  }

  list(): ScheduledExportRow[] {
    const now = this.#options.now()
    return this.#courses.map(({ scheduled, last, error, leftOut }) => {
      const { folder, file, schedule, order } = scheduled
      const { every, zone } = schedule
      return { name: order.name, folder, file, every, zone, nextAt: nextDue(schedule, now).dueAt, last, error, leftOut }
    })
  }

  /** Resolves when what is due is written, or cannot be. */
  async look(): Promise<void> {
    this.#running ??= this.#all().finally(() => (this.#running = null))
    await this.#running
  }

  async #all(): Promise<void> {
    for (const course of this.#courses) {
      for (const period of this.#due(course)) {
        if (this.#stopping || !(await this.#write(course, period))) break
      }
    }
  }

  #due(course: Course): readonly Period[] {
    const { done, now, log } = this.#options
    const { scheduled, key } = course
    const at = now() - SETTLED_AFTER
    if (now() < course.retryAt) return []
    const known = done.of(key)
    const stands = standing(scheduled.schedule, known, now(), at)
    // It is new: what was before it was not asked for.
    if (stands.length === 0) this.#note(key, [{ label: lastDue(scheduled.schedule, at).label, at: now() }])
    else if (stands.length < known.length || stands.at(-1) !== known.at(-1)) this.#note(key, stands)
    const last = done.of(key).at(-1)
    if (!last) return []
    const { periods, leftOut } = missed(scheduled.schedule, last.label, at, CAUGHT_UP)
    if (leftOut > 0 && course.error === null) {
      course.leftOut += leftOut
      log(sentence(notice('export-left-out', { count: leftOut, file: scheduled.file })))
    }
    return periods
  }

  async #write(course: Course, period: Period): Promise<boolean> {
    const { history, now, log } = this.#options
    const { scheduled, key } = course
    const file = fileOf(scheduled, period)
    const path = join(scheduled.folder, file)
    try {
      makeFolder(scheduled.folder)
      const rows = await writeExport(history, this.#orderOf(scheduled, period), path, { told: () => !this.#stopping })
      course.last = { at: now(), file, rows }
      if (course.error) log(`The scheduled export ${scheduled.file}: all is well again.`)
      course.error = null
      this.#note(key, [...this.#options.done.of(key), { label: period.label, at: now() }])
      await this.#removeOlder(course)
      return true
    } catch (error) {
      if (!(error instanceof HistoryError)) throw error
      if (this.#stopping) return false
      if (course.error === null) log(`The scheduled export ${scheduled.file}: ${error.message}`)
      course.error = error.notice
      course.retryAt = now() + RETRY_AFTER
      return false
    }
  }

  #orderOf({ order: { filter, step, ...order } }: ScheduledExport, { from, to }: Period) {
    const range: HistoryQuery = order.name === 'snapshot' ? { at: to } : { from, to }
    const query = { ...range, filter, ...(step === undefined ? {} : { step }) }
    const notes = order.name === 'findings' ? { notes: this.#options.notes() } : {}
    return { ...order, query, options: { ...order.options, ...notes } }
  }

  /** What cannot be taken away is tried again after the next one, and told once: it fills the disk. */
  async #removeOlder(course: Course): Promise<void> {
    const { scheduled } = course
    try {
      for (const name of outdated(scheduled, await readdir(scheduled.folder))) await rm(join(scheduled.folder, name))
      course.older = true
    } catch (error) {
      const why = notWritten(scheduled.folder, error)
      if (course.older) {
        this.#options.log(`The scheduled export ${scheduled.file}: older files stay where they are. ${why.message}`)
      }
      course.older = false
    }
  }

  #note(key: string, done: readonly Done[]): void {
    const why = this.#options.done.put(key, done)
    if (why) this.#options.log(sentence(why))
  }
}

function makeFolder(folder: string): void {
  try {
    makeFolders(folder)
  } catch (error) {
    throw notWritten(folder, error)
  }
}
