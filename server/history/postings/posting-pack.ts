import { DAY } from '../../../shared/time.ts'
import { IDS_PER_MS } from '../file/key.ts'

/*
 * A list of ids of one day in some five octets each: the first as its difference to the beginning of the day, each after
 * it to the one before. Zigzag, since a row that comes late is behind; seven bits an octet, the lowest first.
 */

const IDS_PER_DAY = DAY * IDS_PER_MS
const MORE = 0x80
const BITS = 0x7f

export const dayOf = (id: number): number => Math.floor(id / IDS_PER_DAY)
export const firstOf = (day: number): number => day * IDS_PER_DAY

/** Octets of one difference at most. */
const LONGEST = 8

/** `ids` after the id `last`. */
export function packIds(ids: readonly number[], last: number): Buffer {
  const octets = Buffer.allocUnsafe(ids.length * LONGEST)
  let at = 0
  let before = last
  for (const id of ids) {
    const change = id - before
    before = id
    let rest = change < 0 ? -2 * change - 1 : 2 * change
    while (rest > BITS) {
      octets[at++] = (rest % MORE) | MORE
      rest = Math.floor(rest / MORE)
    }
    octets[at++] = rest
  }
  return octets.subarray(0, at)
}

/** Adds the ids of a list of `day` to `into`. */
export function unpackIds(octets: Uint8Array, day: number, into: number[]): void {
  let before = firstOf(day)
  for (let at = 0; at < octets.length;) {
    let value = 0
    let unit = 1
    let octet = octets[at++]!
    while (octet >= MORE && at < octets.length) {
      value += (octet & BITS) * unit
      unit *= MORE
      octet = octets[at++]!
    }
    value += octet * unit
    before += value % 2 === 1 ? -(value + 1) / 2 : value / 2
    into.push(before)
  }
}
