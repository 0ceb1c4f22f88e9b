/* Runs of numbers that are handed to another thread and not copied. A list stands with its length before it. */

const GROW_FROM = 4_096

/** A run of numbers that grows. */
export class Words {
  #words = new Float64Array(GROW_FROM)
  length = 0

  push(word: number): void {
    if (this.length === this.#words.length) {
      const larger = new Float64Array(this.length * 2)
      larger.set(this.#words)
      this.#words = larger
    }
    this.#words[this.length] = word
    this.length += 1
  }
  list(values: readonly number[]): void {
    this.push(values.length)
    for (const value of values) this.push(value)
  }
  take(): Float64Array<ArrayBuffer> {
    const taken = this.#words.slice(0, this.length)
    this.length = 0
    return taken
  }
}

/** Reads a run of numbers from its beginning. */
export class WordReader {
  readonly #words: Float64Array
  #at = 0
  constructor(words: Float64Array) {
    this.#words = words
  }
  get more(): boolean {
    return this.#at < this.#words.length
  }
  next(): number {
    const word = this.#words[this.#at]
    if (word === undefined) throw new Error('A batch for the history ends too early.')
    this.#at += 1
    return word
  }
  list(): readonly number[] {
    const count = this.next()
    if (count === 0) return NOTHING
    return Array.from({ length: count }, () => this.next())
  }
}
const NOTHING: readonly number[] = []
