import type { Readable } from 'node:stream'
import { notice } from '../../shared/notice.ts'
import { readCapture, type FileEnd } from './file.ts'
import type { Source, SourceSink, SourceStatus } from './source.ts'
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
    this.#running = readCapture(this.#stream, (frame) => {
      if (!this.#stopped) sink.frame(frame)
    }).then((end) => this.#ended(end))
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
