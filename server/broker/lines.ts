/** Cuts a stream into lines. One that is longer than it may be is the other side's fault, and ends the talk. */
export class Lines {
  readonly #longest: number
  readonly #onLine: (line: string) => void
  #rest = ''

  /** `longest`: in characters. */
  constructor(longest: number, onLine: (line: string) => void) {
    this.#longest = longest
    this.#onLine = onLine
  }

  /** False: a line is too long, and nothing more is taken. */
  push(piece: string): boolean {
    const lines = (this.#rest + piece).split('\n')
    this.#rest = lines.pop() ?? ''
    if (this.#rest.length > this.#longest || lines.some((line) => line.length > this.#longest)) return false
    for (const line of lines) this.#onLine(line)
    return true
  }
}
