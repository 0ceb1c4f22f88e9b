import { reactive, readonly } from 'vue'
import type { ExportCount, ExportName } from '../../shared/export.ts'
import type { DurationMs, EpochMs } from '../../shared/time.ts'
import { apiUrl, ApiError, getJson, send, type Query } from '../api.ts'
import { t } from '../i18n/index.ts'
import { Download, type DownloadSource, type Outcome, type Progress } from './download.ts'
import { TooLarge, type FileSink } from './sinks.ts'
import { RowTooLong, type Octets } from './whole-rows.ts'

/** Files that this page fetches, whichever page is shown: the newest first. */
export interface FileUnderWay extends Progress {
  id: number
  set: ExportName
  file: string
  /** null: it is being counted. */
  announced: number | null
  beganAt: EpochMs
  endedAt: EpochMs | null
  /** `handed`: the browser has it, and this page does not see how it ends. */
  state: 'counting' | 'running' | 'done' | 'broken' | 'failed' | 'cancelled' | 'handed'
  message: string | null
}
interface Entry {
  view: FileUnderWay
  abort: AbortController
  go: () => Promise<void>
  drop: () => Promise<void>
  end: (state: 'done' | 'failed' | 'cancelled', message?: string) => void
}

/** Files at a time: the server has room for a few more, of others. */
const MAX_RUNNING = 3
/** Those that are shown; what has ended goes first, the oldest before. */
const MAX_SHOWN = 8

const entries = new Map<number, Entry>()
const list = reactive<FileUnderWay[]>([])
export const downloads = readonly(list)
let nextId = 1

const isOpen = ({ state }: { state: FileUnderWay['state'] }): boolean =>
  state === 'counting' || state === 'running' || state === 'broken'
export const mayBegin = (): boolean => list.filter(isOpen).length < MAX_RUNNING

/** What a file is, and where it goes. */
export interface Wanted {
  set: ExportName
  file: string
  /** Of the plain text: without `gzip`, which the sink does. */
  path: string
  query: Query
  /** Parameters that choose the rows. */
  rows: Query
  csv: boolean
}

function show(wanted: Pick<Wanted, 'set' | 'file'>, now: EpochMs, state: FileUnderWay['state']): FileUnderWay {
  while (list.length >= MAX_SHOWN) {
    const ended = list.findLastIndex((one) => !isOpen(one))
    if (ended < 0) break
    list.splice(ended, 1)
  }
  const at = { beganAt: now, endedAt: state === 'handed' ? now : null }
  const nothing = { rows: 0, octets: 0, breaks: 0, pause: null, announced: null, message: null }
  list.unshift({ id: nextId, set: wanted.set, file: wanted.file, state, ...at, ...nothing })
  nextId += 1
  // As the list has it: reactive.
  return list[0] as FileUnderWay
}

/** The browser fetches it by itself: it is named, with its rows. */
export function handedOver(wanted: Pick<Wanted, 'set' | 'file'>, announced: number | null, now: EpochMs): void {
  show(wanted, now, 'handed').announced = announced
}

/** Counts and fetches; all that happens is told in the list. `clock`: the time, for the rate. */
export function begin(wanted: Wanted, sink: FileSink, clock: () => EpochMs): void {
  const view = show(wanted, clock(), 'counting')
  let download: Download | null = null
  const entry: Entry = {
    view,
    abort: new AbortController(),
    drop: () => sink.discard().catch(() => undefined),
    end(state, message) {
      Object.assign(view, { state, message: message ?? null, pause: null, endedAt: clock() })
      entries.delete(view.id)
    },
    async go() {
      const { signal } = entry.abort
      try {
        download ??= await announced(wanted, view, sink, signal)
        view.state = 'running'
        view.message = null
        await settle(entry, sink, await download.run(signal))
      } catch (error) {
        await entry.drop()
        if (signal.aborted) entry.end('cancelled')
        else entry.end('failed', failureText(error))
      }
    },
  }
  entries.set(view.id, entry)
  void entry.go()
}

async function announced(wanted: Wanted, view: FileUnderWay, sink: FileSink, signal: AbortSignal): Promise<Download> {
  const { rows, pin } = await getJson<ExportCount>(`/export/${wanted.set}/count`, wanted.rows, signal)
  view.announced = rows
  const source: DownloadSource = {
    announced: rows,
    csv: wanted.csv,
    async open(skip, stop) {
      const url = apiUrl(wanted.path, { ...wanted.query, pin, ...(skip > 0 ? { skip } : {}) })
      return chunksOf(await send(url, { signal: stop }))
    },
  }
  return new Download(source, sink, (progress) => Object.assign(view, progress), wait)
}

async function settle(entry: Entry, sink: FileSink, outcome: Outcome): Promise<void> {
  switch (outcome) {
    case 'complete':
      await sink.close()
      entry.end('done')
      return
    case 'broken':
      entry.view.state = 'broken'
      return
    case 'short':
    case 'long':
      await entry.drop()
      entry.end('failed', t('history.download.otherRows'))
  }
}

export async function goOn(id: number): Promise<void> {
  const entry = entries.get(id)
  if (entry?.view.state === 'broken') await entry.go()
}

export async function cancel(id: number): Promise<void> {
  const entry = entries.get(id)
  if (!entry) return
  entry.abort.abort()
  // Of one that rests nothing runs that could tell.
  if (entry.view.state !== 'broken') return
  await entry.drop()
  entry.end('cancelled')
}

export function forget(id: number): void {
  const at = list.findIndex((one) => one.id === id && !isOpen(one))
  if (at >= 0) list.splice(at, 1)
}

async function* chunksOf(response: Response): AsyncGenerator<Octets> {
  const reader = response.body?.getReader()
  if (!reader) return
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield value
    }
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}

const wait = (ms: DurationMs, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer)
      reject(signal.reason as Error)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      resolve()
    }, ms)
    signal.addEventListener('abort', stop, { once: true })
  })

function failureText(error: unknown): string {
  if (error instanceof ApiError) return error.message
  if (error instanceof TooLarge) return t('history.download.tooLarge')
  if (error instanceof RowTooLong) return t('history.download.rowTooLong')
  // The disk is full, or the file was taken away: the browser's own words.
  return t('history.download.notWritten', { why: error instanceof Error ? error.message : String(error) })
}
