import type { Octets } from './octets.ts'

/** Places for texts: a power of two. Pages that are never written to take no memory. */
const PLACES = 131_072
/** Octets of a place: the key (of 32 bits), the length and the text; what does not fit is written anew each time. */
const PLACE_OCTETS = 128
const WORD_OCTETS = 4
const HEAD_OCTETS = 2 * WORD_OCTETS
const PLACE_WORDS = PLACE_OCTETS / WORD_OCTETS

/**
 * Texts that come again, by numbers of the file: 16 MiB at most, in one block. A number has one place, and what comes there
 * later takes it over. A map of 50,000 objects is slower: each row would wait for the memory four times.
 */
export class Remembered {
  readonly #words = new Int32Array(PLACES * PLACE_WORDS)
  readonly #octets = new Uint8Array(this.#words.buffer)

  /** Adds the text of `key`; false: it is not known. */
  put(key: number, to: Octets): boolean {
    const place = key & (PLACES - 1)
    const word = place * PLACE_WORDS
    const length = this.#words[word + 1]!
    if (length === 0 || this.#words[word] !== key) return false
    to.part(this.#octets, place * PLACE_OCTETS + HEAD_OCTETS, length)
    return true
  }

  set(key: number, text: Uint8Array): void {
    if (text.length > PLACE_OCTETS - HEAD_OCTETS || (key | 0) !== key) return
    const place = key & (PLACES - 1)
    this.#words[place * PLACE_WORDS] = key
    this.#words[place * PLACE_WORDS + 1] = text.length
    this.#octets.set(text, place * PLACE_OCTETS + HEAD_OCTETS)
  }
}
