/** Numbers from a seed (xorshift32): the same seed, the same frames. */
export class Dice {
  #state: number

  constructor(seed: number) {
    this.#state = seed | 0 || 1
  }

  /** 0 up to, not including, `sides`. */
  roll(sides: number): number {
    this.#state ^= this.#state << 13
    this.#state ^= this.#state >>> 17
    this.#state ^= this.#state << 5
    return (this.#state >>> 0) % sides
  }
}

const MOST_CHANGES = 6
/** Octets that are often a border: none, one, sign, all. */
const BORDERS = [0x00, 0x01, 0x7f, 0x80, 0xff] as const

/** A frame in a chunk that is used again: data[0..length) is what is left of an honest one. */
export interface Mutant {
  length: number
  /** What it claims to have had on the wire. */
  wireLength: number
}

/** Copies `frame` to `chunk` and changes octets, cuts the tail off or lets the capture cut it, repeats a part of itself. */
export function mutate(frame: Uint8Array, chunk: Uint8Array, dice: Dice): Mutant {
  chunk.set(frame)
  let length = frame.length
  if (dice.roll(4) === 0) length = dice.roll(length + 1)
  else if (dice.roll(8) === 0 && length > 1) {
    const from = dice.roll(length)
    const to = dice.roll(length)
    chunk.copyWithin(to, from, Math.min(length, from + 1 + dice.roll(16)))
    length = Math.max(length, Math.min(chunk.length, to + 16))
  }
  for (let changes = dice.roll(MOST_CHANGES + 1); changes > 0 && length > 0; changes -= 1) {
    const at = dice.roll(length)
    switch (dice.roll(3)) {
      case 0:
        chunk[at] = dice.roll(256)
        break
      case 1:
        chunk[at] = BORDERS[dice.roll(BORDERS.length)]!
        break
      default:
        chunk[at] = chunk[at]! ^ (1 << dice.roll(8))
    }
  }
  return { length, wireLength: dice.roll(3) === 0 ? length + dice.roll(64) : length }
}
