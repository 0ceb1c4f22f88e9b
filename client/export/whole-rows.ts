/*
 * Where the rows of a file end, octet by octet: in UTF-8 no part of a longer letter looks like a quote or a line feed.
 * Pure.
 */
const QUOTE = 0x22
const LINE_FEED = 0x0a

/** A row that is longer is none of ours; what is kept of one that has not ended stays below it. */
export const MAX_ROW_OCTETS = 1024 * 1024

/** Not shared with another thread: a file takes no others. */
export type Octets = Uint8Array<ArrayBuffer>

export class RowTooLong extends Error {
  override readonly name = 'RowTooLong'
}

/** Lets whole rows through and keeps the rest back until its end has come. */
export class WholeRows {
  readonly #quotes: boolean
  #tail: Octets = new Uint8Array(0)
  #quoted = false
  /** Rows that were let through. */
  rows = 0

  /** `quotes`: line feeds between quotes belong to a cell (RFC 4180 s2.6). */
  constructor(quotes: boolean) {
    this.#quotes = quotes
  }

  /** Nothing is kept back: the last row had its end. */
  get even(): boolean {
    return this.#tail.length === 0
  }

  /** The rows that are whole with these octets, as they are. */
  push(chunk: Octets): Octets {
    let end = 0
    for (let i = 0; i < chunk.length; i += 1) {
      const octet = chunk[i]
      if (octet === QUOTE && this.#quotes) this.#quoted = !this.#quoted
      else if (octet === LINE_FEED && !this.#quoted) {
        end = i + 1
        this.rows += 1
      }
    }
    const whole = end === 0 ? new Uint8Array(0) : joined(this.#tail, chunk.subarray(0, end))
    this.#tail = end === 0 ? joined(this.#tail, chunk.slice()) : chunk.slice(end)
    if (this.#tail.length > MAX_ROW_OCTETS) throw new RowTooLong()
    return whole
  }
}

function joined(head: Octets, tail: Octets): Octets {
  if (head.length === 0) return tail
  const all = new Uint8Array(head.length + tail.length)
  all.set(head)
  all.set(tail, head.length)
  return all
}

/** Where the first rows of whole rows end: no more than `most` of them, and how many there were. */
export function rowsEnd(octets: Uint8Array, quotes: boolean, most: number): { end: number; rows: number } {
  let quoted = false
  let end = 0
  let rows = 0
  for (let i = 0; i < octets.length && rows < most; i += 1) {
    if (octets[i] === QUOTE && quotes) quoted = !quoted
    else if (octets[i] === LINE_FEED && !quoted) {
      end = i + 1
      rows += 1
    }
  }
  return { end, rows }
}
