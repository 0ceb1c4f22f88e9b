import type { Mac } from '../../shared/address.ts'
import type { Name } from '../../shared/names.ts'
import type { RangeName } from './address-names.ts'

/** Hex digits of a MAC. */
const DIGITS = 12

/** Names by MAC and by what a MAC begins with. */
export class MacNames {
  readonly #byLength = new Map<number, Map<number, Name>>()
  /** Numbers of digits, fewer than all, the most first. */
  #lengths: readonly number[] = []

  add(digits: string, text: string): void {
    const { length } = digits
    const name: Name = { text, origin: 'given', exact: length === DIGITS }
    const known = this.#byLength.get(length)
    if (known) known.set(Number.parseInt(digits, 16), name)
    else this.#byLength.set(length, new Map([[Number.parseInt(digits, 16), name]]))
    this.#lengths = [...this.#byLength.keys()].filter((n) => n < DIGITS).sort((a, b) => b - a)
  }

  exact(mac: Mac): Name | null {
    return this.#byLength.get(DIGITS)?.get(mac) ?? null
  }

  /** Of the longest beginning that fits and has more than `than` digits. */
  range(mac: Mac, than: number): RangeName | null {
    for (const bits of this.#lengths) {
      if (bits <= than) return null
      const name = this.#byLength.get(bits)?.get(Math.floor(mac / 16 ** (DIGITS - bits)))
      if (name) return { name, bits }
    }
    return null
  }
}
