/** Room that a piece of a file has at first; it grows. */
const ROOM_OCTETS = 512 * 1_024
/** Octets of a letter (a UTF-16 unit) at most. */
const WIDEST = 3
/** From here on a letter has more than one octet. */
const WIDE = 0x80

const ZERO = 48
const POINT = 46
/** Up to here V8 divides whole numbers as such. */
const SMALL = 2 ** 30
const BILLION = 1e9

/**
 * Text as UTF-8, put together where it will be sent from: strings that are added up have to be made, walked through and
 * encoded, which takes longer than all the rest of a row.
 */
export class Octets {
  readonly #encoder = new TextEncoder()
  #room = new Uint8Array(ROOM_OCTETS)
  #length = 0

  get length(): number {
    return this.#length
  }

  text(text: string): void {
    this.#need(text.length * WIDEST)
    const room = this.#room
    let end = this.#length
    for (let i = 0; i < text.length; i += 1) {
      const letter = text.charCodeAt(i)
      if (letter >= WIDE) {
        this.#length += this.#encoder.encodeInto(text, room.subarray(this.#length)).written
        return
      }
      room[end++] = letter
    }
    this.#length = end
  }

  /** What is UTF-8 already: so many octets of `source` from there on. A loop, since they are few. */
  part(source: Uint8Array, from: number, count: number): void {
    this.#need(count)
    const room = this.#room
    const shift = this.#length - from
    const end = from + count
    for (let at = from; at < end; at += 1) room[at + shift] = source[at]!
    this.#length += count
  }

  /** A whole number from 0 on, with zeros before it up to so many digits. */
  whole(value: number, digits = 1): void {
    if (value >= SMALL) {
      const high = Math.floor(value / BILLION)
      this.whole(high, digits - 9)
      this.whole(value - high * BILLION, 9)
      return
    }
    let count = 1
    for (let limit = 10; value >= limit; limit *= 10) count += 1
    count = Math.max(count, digits)
    this.#need(count)
    let rest = value
    for (let at = this.#length + count - 1; at >= this.#length; at -= 1) {
      const tens = (rest / 10) | 0
      this.#room[at] = ZERO + rest - tens * 10
      rest = tens
    }
    this.#length += count
  }

  /** Thousandths, as people write them: `.5` of 500, nothing of 0. */
  thousandths(value: number): void {
    if (value === 0) return
    this.#need(1)
    this.#room[this.#length++] = POINT
    if (value % 100 === 0) this.whole(value / 100)
    else if (value % 10 === 0) this.whole(value / 10, 2)
    else this.whole(value, 3)
  }

  /** A copy of what was added from there on. */
  since(length: number): Uint8Array {
    return this.#room.slice(length, this.#length)
  }

  /** What was added since the last time. */
  take(): Uint8Array<ArrayBuffer> {
    const taken = this.#room.slice(0, this.#length)
    this.#length = 0
    return taken
  }

  #need(octets: number): void {
    if (this.#length + octets <= this.#room.length) return
    const larger = new Uint8Array(Math.max(this.#length + octets, this.#room.length * 2))
    larger.set(this.#room.subarray(0, this.#length))
    this.#room = larger
  }
}
