import type { Readable } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { notice } from '../../shared/notice.ts'
import { readCapture, type FileEnd } from './file.ts'
import type { Frame, Source, SourceSink, SourceStatus } from './source.ts'
import { endedStatus, startingStatus } from './status.ts'

/** A capture that comes on standard input while it is made: `ssh host tcpdump -U -w - igmp | rollcall --source stdin`. */
export class StdinSource implements Source {
  readonly name: string
  readonly kind = 'stdin'
  readonly clock = 'wall'
  readonly #stream: Readable
  #status: SourceStatus = startingStatus()
  #sink: SourceSink | null = null
  #running: Promise<void> = Promise.resolve()
  #stopped = false

  constructor(options: { name: string; stream?: Readable }) {
    this.name = options.name
    this.#stream = options.stream ?? process.stdin
  }

  start(sink: SourceSink): void {
    if (this.#sink) return
    this.#sink = sink
    this.#set({ state: 'running' })
    const take = (frame: Frame): void => {
      if (!this.#stopped) sink.frame(frame)
    }
    // A pipe that is always full would be read again and again before anything else has a turn.
    const pause = async (): Promise<boolean> => nextTurn(true)
    this.#running = readCapture(this.#stream, take, pause).then((end) => this.#ended(end))
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#stream.destroy()
    await this.#running
  }

  status(): SourceStatus {
    return this.#status
  }

  #ended(end: FileEnd): void {
    if (this.#stopped) {
      this.#set({ state: 'ended', rate: 0 })
      return
    }
    const status = endedStatus(end, notice('stream-ended'))
    // More would have come, and cannot be read.
    this.#set(end.kind === 'damaged' ? { ...status, state: 'failed' } : status)
  }

  #set(change: Partial<SourceStatus>): void {
    this.#status = { ...this.#status, ...change }
    this.#sink?.state()
  }
}
