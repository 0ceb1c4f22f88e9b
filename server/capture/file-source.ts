import { stat } from 'node:fs/promises'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { notice } from '../../shared/notice.ts'
import { readCapture, type FileEnd } from './file.ts'
import type { Frame, Source, SourceSink, SourceStatus } from './source.ts'
import { endedStatus, startingStatus } from './status.ts'

/** Frames handed over without letting anything else run. */
const BURST = 512
/** A pause is waited for in pieces, because a timer cannot be longer than 24 days. */
const LONGEST_SLEEP_MS = 3_600_000

/** What the pace is kept with; a test puts its own in. Milliseconds. */
interface Pace {
  now(): number
  /** Rejects when the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
}

const wallPace: Pace = {
  now: () => performance.now(),
  sleep: (ms, signal) => sleep(ms, undefined, { signal }),
}

/**
 * `PATH[@SPEED]`: speed 1 is the pace of the capture, `@60` sixty times it, `@max` (also `@0`) as fast as possible.
 * An `@` that no speed follows belongs to the path.
 */
export function parseFileSpec(text: string): { path: string; speed: number } {
  const match = /^(.+)@(max|\d+(?:\.\d+)?)$/.exec(text)
  if (!match) return { path: text, speed: 1 }
  return { path: match[1] ?? text, speed: match[2] === 'max' ? 0 : Number(match[2]) }
}

async function isPipe(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null)
  return found !== null && !found.isFile() && !found.isDirectory()
}

/**
 * Replays a capture file at its own pace times `speed` (0: as fast as possible). Its clock is the capture's; its rate is
 * `speed`, and 0 when it has ended or has no pace.
 */
export class FileSource implements Source {
  readonly name: string
  readonly kind = 'file'
  readonly clock = 'capture'
  readonly #path: string
  readonly #speed: number
  readonly #pace: Pace
  readonly #stopping = new AbortController()
  #status: SourceStatus = startingStatus()
  #sink: SourceSink | null = null
  #running: Promise<void> = Promise.resolve()
  /** The moment of the capture that `#startedAt` of the monotonic clock stands for. */
  #firstAt: number | null = null
  #startedAt = 0

  constructor(options: { name: string; path: string; speed: number; pace?: Pace }) {
    this.#pace = options.pace ?? wallPace
    this.name = options.name
    this.#path = options.path
    this.#speed = options.speed
    this.#status = { ...startingStatus(), rate: options.speed }
  }

  start(sink: SourceSink): void {
    if (this.#sink) return
    this.#sink = sink
    this.#set({ state: 'running' })
    this.#running = this.#run(sink).catch((error: unknown) => {
      if (!this.#stopping.signal.aborted) {
        const detail = error instanceof Error ? error.message : String(error)
        this.#set({ state: 'failed', rate: 0, notice: notice('source-crashed', { source: this.#path, detail }) })
      }
    })
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#running
  }

  status(): SourceStatus {
    return this.#status
  }

  async #run(sink: SourceSink): Promise<void> {
    const signal = this.#stopping.signal
    // Reading it could not be ended when nobody writes.
    if (await isPipe(this.#path)) {
      const detail = 'it is a pipe or a device. Remedy: --source stdin, with standard input from there'
      this.#set({ state: 'failed', rate: 0, notice: notice('file-unreadable', { file: this.#path, detail }) })
      return
    }
    let end: FileEnd
    if (this.#speed === 0) {
      end = await readCapture(
        this.#path,
        (frame) => sink.frame(frame),
        async () => {
          await nextTurn()
          return !signal.aborted
        },
      )
    } else {
      let queue: Frame[] = []
      end = await readCapture(
        this.#path,
        // The frame has to outlive the chunk it lies in: its turn comes later.
        (frame) =>
          queue.push({
            ...frame,
            data: new Uint8Array(frame.data.subarray(frame.start, frame.end)),
            start: 0,
            end: frame.end - frame.start,
          }),
        async () => {
          const due = queue
          queue = []
          return this.#atTheirTime(due, sink)
        },
      )
    }
    if (!signal.aborted) this.#set(endedStatus(end, notice('file-ended', { file: this.#path })))
    else this.#set({ state: 'ended', rate: 0 })
  }

  async #atTheirTime(frames: readonly Frame[], sink: SourceSink): Promise<boolean> {
    const signal = this.#stopping.signal
    let burst = 0
    for (const frame of frames) {
      if (this.#firstAt === null) {
        this.#firstAt = frame.at
        this.#startedAt = this.#pace.now()
      }
      const due = this.#startedAt + (frame.at - this.#firstAt) / this.#speed
      for (let wait = due - this.#pace.now(); wait >= 1; wait = due - this.#pace.now()) {
        burst = 0
        await this.#pace.sleep(Math.min(wait, LONGEST_SLEEP_MS), signal)
      }
      if (++burst % BURST === 0) await nextTurn()
      if (signal.aborted) return false
      sink.frame(frame)
    }
    return true
  }

  #set(change: Partial<SourceStatus>): void {
    this.#status = { ...this.#status, ...change }
    this.#sink?.state()
  }
}
