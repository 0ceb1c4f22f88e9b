import type { Readable } from 'node:stream'
import { notice } from '../../shared/notice.ts'
import { readCapture, type FileEnd } from './file.ts'
import type { Source, SourceSink, SourceStatus } from './source.ts'
import { startingStatus } from './status.ts'

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

  #ended({ kind, notice: why }: FileEnd): void {
    if (this.#stopped) {
      this.#set({ state: 'ended', rate: 0 })
      return
    }
    switch (kind) {
      case 'complete':
        this.#set({ state: 'ended', rate: 0, notice: notice('stream-ended') })
        return
      case 'cut':
        this.#set({ state: 'ended', rate: 0, notice: why, undecodable: { 'file-cut': 1 } })
        return
      case 'damaged':
        this.#set({ state: 'failed', rate: 0, notice: why, undecodable: { 'file-damaged': 1 } })
        return
      case 'not-a-capture':
      case 'not-found':
      case 'unreadable':
        this.#set({ state: 'failed', rate: 0, notice: why })
        return
    }
  }

  #set(change: Partial<SourceStatus>): void {
    this.#status = { ...this.#status, ...change }
    this.#sink?.state()
  }
}
