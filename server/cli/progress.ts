/** A line is written again this often at most. */
const EVERY_MS = 200

/** How far a long command has come, on one line of a terminal; elsewhere nothing. */
export class Progress {
  readonly #what: string
  readonly #terminal: boolean
  #shownAt = 0
  #shown = false

  constructor(what: string, terminal = process.stderr.isTTY) {
    this.#what = what
    this.#terminal = terminal
  }

  show({ done, frames }: { done: number; frames: number | null }): void {
    this.line(frames === null ? `${this.#what}: counting its frames` : `${this.#what}: ${done} of ${frames} frames`)
  }

  line(text: string): void {
    const now = performance.now()
    if (!this.#terminal || now - this.#shownAt < EVERY_MS) return
    this.#shownAt = now
    this.#shown = true
    process.stderr.write(`\r\x1b[K${text}`)
  }

  /** Before something else is written. */
  clear(): void {
    if (this.#shown) process.stderr.write('\r\x1b[K')
    this.#shown = false
  }
}
