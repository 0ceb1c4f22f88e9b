import type { DurationMs } from '../../shared/time.ts'
import { ApiError } from '../api.ts'
import { rowsEnd, WholeRows, type Octets } from './whole-rows.ts'

/*
 * A file that is fetched so that a connection may break anywhere: whole rows alone are written, and what comes next is
 * asked for from the first row on that was not whole. The rows were announced and are counted: fewer are not the file.
 */

/** Breaks in a row without a single new row after which it rests until somebody says to go on. */
const MAX_VAIN_BREAKS = 6
/** Breaks in all after which it rests, however much came between. */
const MAX_BREAKS = 100
const FIRST_PAUSE: DurationMs = 500
const LONGEST_PAUSE: DurationMs = 15_000

export interface Sink {
  write(rows: Octets): Promise<void>
}

export interface DownloadSource {
  /** The file without its first rows, and without its header when there are any to leave out. */
  open(skip: number, signal: AbortSignal): Promise<AsyncIterable<Octets>>
  /** Rows that were announced. */
  announced: number
  /** CSV: the first row is none of the announced ones, and cells may have line feeds between quotes. */
  csv: boolean
}

export interface Progress {
  rows: number
  octets: number
  breaks: number
  /** Until it tries anew; null while it reads. */
  pause: DurationMs | null
}

/** It rests: `broken` can go on; what is `short` or `long` has not the rows that were announced. */
export type Outcome = 'complete' | 'broken' | 'short' | 'long'

/** Waits; ends early, with an error, when it is given up. */
export type Wait = (ms: DurationMs, signal: AbortSignal) => Promise<void>

export class Download {
  readonly #source: DownloadSource
  readonly #sink: Sink
  readonly #told: (progress: Progress) => void
  readonly #wait: Wait
  /** The header was written. */
  #headed = false
  #rows = 0
  #octets = 0
  #breaks = 0

  constructor(source: DownloadSource, sink: Sink, told: (progress: Progress) => void, wait: Wait) {
    this.#source = source
    this.#sink = sink
    this.#told = told
    this.#wait = wait
  }

  /**
   * Fetches what is missing. May be called again after `broken`. Throws what the server refuses (`ApiError`), what the
   * sink cannot take, and an abort.
   */
  async run(signal: AbortSignal): Promise<Outcome> {
    let vain = 0
    let breaks = 0
    for (;;) {
      const before = this.#rows
      const left = await this.#part(signal)
      signal.throwIfAborted()
      if (left === 'ended' && this.#rows === this.#source.announced) return 'complete'
      if (this.#rows > this.#source.announced) return 'long'
      vain = this.#rows === before ? vain + 1 : 0
      breaks += 1
      this.#breaks += 1
      // A stream that ends in time and lacks rows was cut by something between, or the rows are not there.
      if (vain >= MAX_VAIN_BREAKS || breaks >= MAX_BREAKS) return left === 'ended' ? 'short' : 'broken'
      const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** vain)
      this.#tell(pause)
      await this.#wait(pause, signal)
      signal.throwIfAborted()
      this.#tell(null)
    }
  }

  async #part(signal: AbortSignal): Promise<'ended' | 'broke'> {
    const { csv } = this.#source
    const rows = new WholeRows(csv)
    let headerIsNext = csv && this.#rows === 0
    const failed: { error: unknown }[] = []
    try {
      for await (const chunk of await this.#source.open(this.#rows, signal)) {
        const counted = rows.rows
        let whole = rows.push(chunk)
        let came = rows.rows - counted
        if (headerIsNext && came > 0) {
          if (this.#headed) whole = whole.subarray(rowsEnd(whole, csv, 1).end)
          headerIsNext = false
          came -= 1
        }
        if (whole.length === 0) continue
        await this.#sink.write(whole).catch((error: unknown) => {
          failed.push({ error })
          throw error
        })
        this.#headed = true
        this.#rows += came
        this.#octets += whole.length
        this.#tell(null)
        if (this.#rows > this.#source.announced) return 'ended'
      }
      return rows.even && !headerIsNext ? 'ended' : 'broke'
    } catch (error) {
      signal.throwIfAborted()
      if (failed.length > 0 || !mayPass(error)) throw error
      return 'broke'
    }
  }

  #tell(pause: DurationMs | null): void {
    this.#told({ rows: this.#rows, octets: this.#octets, breaks: this.#breaks, pause })
  }
}

const PASSING: readonly number[] = [429, 502, 503, 504]
/**
 * A broken connection passes, and a server that is starting, busy or behind a proxy; a refusal does not. A browser takes
 * the head of an answer that was cut within it for one of status 2 or 20.
 */
const mayPass = (error: unknown): boolean =>
  error instanceof ApiError ? error.status < 400 || PASSING.includes(error.status) : error instanceof TypeError
