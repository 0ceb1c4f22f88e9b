/** Room that a piece of a file has at first; it grows. */
const ROOM_OCTETS = 512 * 1_024
/** Text is encoded when it has so many letters: much longer ones take longer to put together, shorter ones more calls. */
const LETTERS_AT_A_TIME = 8_192
/** Octets of a letter (a UTF-16 unit) at most. */
const WIDEST = 3

/** Text as UTF-8, a little at a time. */
export class Octets {
  readonly #encoder = new TextEncoder()
  #room = new Uint8Array(ROOM_OCTETS)
  #length = 0
  #text = ''

  add(text: string): void {
    this.#text += text
    if (this.#text.length >= LETTERS_AT_A_TIME) this.#encode()
  }

  /** What was added since the last time. */
  take(): Uint8Array<ArrayBuffer> {
    this.#encode()
    const taken = this.#room.slice(0, this.#length)
    this.#length = 0
    return taken
  }

  #encode(): void {
    const needed = this.#length + this.#text.length * WIDEST
    if (needed > this.#room.length) {
      const larger = new Uint8Array(Math.max(needed, this.#room.length * 2))
      larger.set(this.#room.subarray(0, this.#length))
      this.#room = larger
    }
    this.#length += this.#encoder.encodeInto(this.#text, this.#room.subarray(this.#length)).written
    this.#text = ''
  }
}
