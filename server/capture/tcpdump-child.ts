import type { CaptureProcess } from './capture-process.ts'
import { CaptureReader } from './pcap.ts'
import { takeInSlices } from './slices.ts'
import type { Frame } from './source.ts'
import { readTcpdumpLine, type TcpdumpSays } from './tcpdump.ts'

/** A child that does not end on SIGTERM gets SIGKILL. */
const END_WITHIN_MS = 2_000
/** Standard error without a line end is cut off here. Characters. */
const LONGEST_LINE = 4_096

interface ChildEvents {
  frame(frame: Frame): void
  says(said: TcpdumpSays): void
  /** Once; nothing comes after it. `last` is the weightiest thing it said. */
  ended(last: TcpdumpSays): void
}

/** One run of tcpdump: its pcap stream becomes frames, its standard error sayings. */
export class TcpdumpChild {
  readonly #child: CaptureProcess
  readonly #events: ChildEvents
  readonly #closed: Promise<void>
  #listening = false
  #last: TcpdumpSays = { what: 'other', detail: '' }

  constructor(child: CaptureProcess, events: ChildEvents) {
    this.#events = events
    this.#child = child
    const reader = new CaptureReader((frame) => events.frame(frame))
    takeInSlices(child.stdout, reader, () => child.kill('SIGTERM'))
    let text = ''
    child.stderr.setEncoding('utf8').on('data', (piece: string) => {
      const lines = (text + piece).split('\n')
      text = (lines.pop() ?? '').slice(-LONGEST_LINE)
      for (const line of lines) if (line.trim() !== '') this.#heard(readTcpdumpLine(line))
    })
    this.#closed = new Promise((resolve) => {
      child.on('error', (error) => {
        this.#heard({ what: 'other', detail: error.message })
        if (child.pid === undefined) this.#end(resolve, null, null)
      })
      child.on('close', (code, signal) => {
        if (reader.finished) this.#heard({ what: 'other', detail: reader.end().detail })
        this.#end(resolve, code, signal)
      })
    })
  }

  get pid(): number | null {
    return this.#child.pid ?? null
  }

  /** Makes it print its counters. Before it listens the signal would end it. */
  askCounters(): void {
    if (this.#listening) this.#child.kill('SIGUSR1')
  }

  /** It hangs: it will not hear a request. */
  kill(): void {
    this.#child.kill('SIGKILL')
  }
  /** It captures from what is not wanted any more. */
  end(): void {
    this.#child.kill('SIGTERM')
  }

  /** Resolves when it has ended and all of its frames were handed over. */
  async stop(): Promise<void> {
    this.#child.kill('SIGTERM')
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), END_WITHIN_MS)
    await this.#closed
    clearTimeout(timer)
  }

  #heard(said: TcpdumpSays): void {
    if (said.what === 'listening') this.#listening = true
    else if (said.what !== 'dropped' && (said.what !== 'other' || this.#last.what === 'other')) this.#last = said
    this.#events.says(said)
  }

  #ended = false
  #end(resolve: () => void, code: number | null, signal: NodeJS.Signals | null): void {
    if (this.#ended) return
    this.#ended = true
    this.#listening = false
    const last = this.#last
    // The counters it prints at its end say nothing about why it ended.
    const empty = last.what === 'other' && (last.detail === '' || /^\d+ packets? /.test(last.detail))
    const why = signal === null ? `tcpdump ended with status ${code ?? 'unknown'}` : `tcpdump was ended by ${signal}`
    this.#events.ended(empty ? { what: 'other', detail: why } : last)
    resolve()
  }
}
