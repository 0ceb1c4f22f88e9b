export type Chunks = AsyncGenerator<Uint8Array, void, undefined>

/** Chunks, taken octet by octet or piece by piece. A piece is valid until more is taken. */
export class Octets {
  readonly #chunks: Chunks
  #chunk: Uint8Array = new Uint8Array(0)
  #at = 0

  constructor(chunks: Chunks) {
    this.#chunks = chunks
  }

  /** null: there is no more. */
  async next(): Promise<number | null> {
    if (this.#at === this.#chunk.length && !(await this.#more())) return null
    return this.#chunk[this.#at++]!
  }

  /** At most `most` octets; null: there is no more. */
  async piece(most: number): Promise<Uint8Array | null> {
    if (this.#at === this.#chunk.length && !(await this.#more())) return null
    const start = this.#at
    this.#at = Math.min(start + most, this.#chunk.length)
    return this.#chunk.subarray(start, this.#at)
  }

  /** So many octets of the last piece were not used. */
  giveBack(count: number): void {
    this.#at -= count
  }

  async #more(): Promise<boolean> {
    do {
      const next = await this.#chunks.next()
      if (next.done) return false
      this.#chunk = next.value
      this.#at = 0
    } while (this.#chunk.length === 0)
    return true
  }
}
