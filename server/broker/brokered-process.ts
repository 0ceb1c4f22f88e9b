import { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import { PassThrough, type Readable } from 'node:stream'
import type { CaptureProcess } from '../capture/capture-process.ts'

/** A process that the broker started, as its server sees it: like a child of its own. */
export class BrokeredProcess extends EventEmitter implements CaptureProcess {
  pid: number | undefined = undefined
  readonly stdout: Readable
  readonly stderr = new PassThrough()
  readonly #signal: (signal: NodeJS.Signals) => void
  /** A signal for one that has not been started yet. */
  #waiting: NodeJS.Signals | null = null
  #end: { code: number | null; signal: NodeJS.Signals | null } | null = null
  #isRead = false
  #isClosed = false

  constructor(output: Socket, signal: (signal: NodeJS.Signals) => void) {
    super()
    this.stdout = output
    this.#signal = signal
    output.on('close', () => {
      this.#isRead = true
      this.#close()
    })
  }

  started(pid: number): void {
    this.pid = pid
    if (this.#waiting !== null) this.#signal(this.#waiting)
  }

  says(line: string): void {
    if (!this.stderr.writableEnded) this.stderr.write(`${line}\n`)
  }

  ended(code: number | null, signal: NodeJS.Signals | null): void {
    this.#end ??= { code, signal }
    this.#close()
  }

  /** There is no process, or nobody knows what becomes of it. */
  refused(why: string): void {
    if (this.#end !== null) return
    this.says(`tcpdump: ${why}`)
    this.#end = { code: 1, signal: null }
    this.stdout.destroy()
    // The connection may have ended before the word came.
    this.#close()
  }

  kill(signal: NodeJS.Signals): boolean {
    if (this.pid === undefined) this.#waiting = signal
    else if (this.#end === null) this.#signal(signal)
    return this.#end === null
  }

  /** Ended, and all of its output was read. */
  #close(): void {
    const end = this.#end
    if (end === null || !this.#isRead || this.#isClosed) return
    this.#isClosed = true
    this.stderr.end()
    // What it said comes before its end.
    this.stderr.on('end', () => this.emit('close', end.code, end.signal))
    this.stderr.resume()
  }
}
