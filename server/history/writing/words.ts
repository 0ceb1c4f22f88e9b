import { ipv4, type Address, type IPv6 } from '../../../shared/address.ts'
import { ADDRESS_NUMBERS } from '../file/address-number.ts'

/* Runs of numbers that are handed to another thread and not copied. A list stands with its length before it. */

const GROW_FROM = 4_096
/** Numbers whose room is kept for the next run: some batches. After a larger one it is given back. */
const KEPT = 524_288

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
  take(): Float64Array<ArrayBuffer> {
    const taken = this.#words.slice(0, this.length)
    this.length = 0
    if (this.#words.length > KEPT) this.#words = new Float64Array(GROW_FROM)
    return taken
  }
}

/** Reads a batch's run of numbers from its beginning. */
export class WordReader {
  readonly #words: Float64Array
  readonly #addresses: readonly string[]
  #at = 0
  constructor({ words, addresses }: { words: Float64Array; addresses: readonly string[] }) {
    this.#words = words
    this.#addresses = addresses
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
  address(): Address {
    const word = this.next()
    if (word < ADDRESS_NUMBERS) return ipv4(word)
    const address = this.#addresses[word - ADDRESS_NUMBERS]
    if (address === undefined) throw new Error('A batch for the history lacks an address.')
    return address as IPv6
  }
  addresses(): readonly Address[] {
    const count = this.next()
    if (count === 0) return NOTHING
    return Array.from({ length: count }, () => this.address())
  }
}
const NOTHING: readonly Address[] = []
