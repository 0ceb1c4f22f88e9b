/** Lines gathered before they are written. */
const CHUNK = 64 * 1024

/**
 * Lines to standard output, in large pieces, never more in memory than one piece and what the pipe has not taken:
 * await `flush` between chunks of input. A reader that went away (`| head`) ends the output quietly.
 */
export class LineOutput {
  #pending: string[] = []
  #size = 0
  /** Nobody reads any more, or nothing can be written. */
  closed = false
  /** It ended because of a fault, a full disk perhaps. */
  failed = false

  constructor() {
    process.stdout.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && !this.failed) {
        this.failed = true
        process.stderr.write(`rollcall: cannot write: ${error.message}\n`)
      }
      this.closed = true
    })
  }

  line(value: unknown): void {
    const text = JSON.stringify(value)
    this.#pending.push(text)
    this.#size += text.length
    if (this.#size >= CHUNK) this.#write()
  }

  /** Resolves to false when nobody reads any more. */
  async flush(): Promise<boolean> {
    this.#write()
    if (!this.closed && process.stdout.writableNeedDrain) await drained(process.stdout)
    return !this.closed
  }

  #write(): void {
    if (this.#pending.length === 0) return
    const text = `${this.#pending.join('\n')}\n`
    this.#pending = []
    this.#size = 0
    if (!this.closed) process.stdout.write(text)
  }
}

/** Resolves when the stream takes more, or never will. */
const drained = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise((resolve) => {
    const events = ['drain', 'close', 'error'] as const
    const done = (): void => {
      for (const event of events) stream.off(event, done)
      resolve()
    }
    for (const event of events) stream.on(event, done)
  })
