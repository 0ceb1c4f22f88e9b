import { groupsOf, type Address, type IPv4, type IPv6 } from '../../shared/address.ts'
import type { Name } from '../../shared/names.ts'
import { bitsOf, masked, maskedGroups, type Prefix } from './prefix.ts'

/** The name of a range, and how long its prefix is. */
export interface RangeName {
  readonly name: Name
  readonly bits: number
}

/** Names by address and by prefix: one look into a map for an address, and one for each length of prefixes there is. */
export class AddressNames {
  readonly #exact = new Map<Address, Name>()
  readonly #ranges4 = new Map<number, Map<IPv4, Name>>()
  readonly #ranges6 = new Map<number, Map<string, Name>>()
  /** Lengths of prefixes, the longest first. */
  #lengths4: readonly number[] = []
  #lengths6: readonly number[] = []

  add({ family, base, bits }: Prefix, text: string): void {
    if (bits === bitsOf(family)) {
      this.#exact.set(base, { text, origin: 'given', exact: true })
      return
    }
    const name: Name = { text, origin: 'given', exact: false }
    if (typeof base === 'number') {
      put(this.#ranges4, bits, base, name)
      this.#lengths4 = longestFirst(this.#ranges4)
    } else {
      put(this.#ranges6, bits, maskedGroups(groupsOf(base), bits).join(':'), name)
      this.#lengths6 = longestFirst(this.#ranges6)
    }
  }

  exact(address: Address): Name | null {
    return this.#exact.get(address) ?? null
  }

  /** Of the longest prefix that holds the address and is longer than `than` bits. */
  range(address: Address, than: number): RangeName | null {
    return typeof address === 'number' ? this.#range4(address, than) : this.#range6(address, than)
  }

  #range4(address: IPv4, than: number): RangeName | null {
    for (const bits of this.#lengths4) {
      if (bits <= than) return null
      const name = this.#ranges4.get(bits)?.get(masked(address, bits) as IPv4)
      if (name) return { name, bits }
    }
    return null
  }

  #range6(address: IPv6, than: number): RangeName | null {
    if (this.#lengths6.length === 0) return null
    const groups = groupsOf(address)
    for (const bits of this.#lengths6) {
      if (bits <= than) return null
      const name = this.#ranges6.get(bits)?.get(maskedGroups(groups, bits).join(':'))
      if (name) return { name, bits }
    }
    return null
  }
}

function put<Key>(ranges: Map<number, Map<Key, Name>>, bits: number, key: Key, name: Name): void {
  const known = ranges.get(bits)
  if (known) known.set(key, name)
  else ranges.set(bits, new Map([[key, name]]))
}

const longestFirst = (ranges: ReadonlyMap<number, unknown>): number[] => [...ranges.keys()].sort((a, b) => b - a)
