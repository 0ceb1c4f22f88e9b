import type { ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'

/** The lines of a child's output: in turn, or the first that fits. Rejects when the child ends before. */
export class LineReader {
  /** All lines so far. */
  readonly lines: string[] = []
  #read = 0
  #ended: string | null = null
  readonly #waiting = new Set<() => void>()

  constructor(child: ChildProcess) {
    let trouble = ''
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (trouble = (trouble + text).slice(-2_000)))
    if (child.stdout) {
      createInterface({ input: child.stdout }).on('line', (line) => {
        this.lines.push(line)
        this.#wake()
      })
    }
    child.once('close', (code, signal) => {
      this.#ended = `the child ended (${signal ?? `status ${code}`}): ${trouble}`
      this.#wake()
    })
  }

  /** The next line that nobody took yet. */
  next(): Promise<string> {
    return this.#until(() => (this.#read < this.lines.length ? (this.lines[this.#read++] ?? null) : null))
  }

  /** The first line from `from` on (a count of lines) that fits. */
  find(fits: (line: string) => boolean, from = 0): Promise<string> {
    let looked = from
    return this.#until(() => {
      for (; looked < this.lines.length; looked += 1) {
        const line = this.lines[looked]
        if (line !== undefined && fits(line)) return line
      }
      return null
    })
  }

  #until(look: () => string | null): Promise<string> {
    return new Promise((resolve, reject) => {
      const check = (): void => {
        const found = look()
        if (found === null && this.#ended === null) return
        this.#waiting.delete(check)
        if (found === null) reject(new Error(this.#ended ?? ''))
        else resolve(found)
      }
      this.#waiting.add(check)
      check()
    })
  }

  #wake(): void {
    for (const check of [...this.#waiting]) check()
  }
}
