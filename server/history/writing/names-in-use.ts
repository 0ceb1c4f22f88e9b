/** The tables of names: what rows of the past call by a number. */
export const NAMED = ['host', 'segment_group', 'source_list', 'ipv6'] as const
export type Named = (typeof NAMED)[number]

/** A bit for each number that was given when it was made; later ones are in use. */
export class NamesInUse {
  readonly #bits: Readonly<Record<Named, Uint8Array>>

  /** `ends`: numbers below these are looked at. */
  constructor(ends: Readonly<Record<Named, number>>) {
    const bits = NAMED.map((table) => [table, new Uint8Array(Math.ceil(ends[table] / 8))])
    this.#bits = Object.fromEntries(bits) as Record<Named, Uint8Array>
  }

  use(table: Named, id: number | null): void {
    if (id === null) return
    const bits = this.#bits[table]
    const octet = id >> 3
    if (octet < bits.length) bits[octet]! |= 1 << (id & 7)
  }

  isUsed(table: Named, id: number): boolean {
    const bits = this.#bits[table]
    const octet = id >> 3
    return octet >= bits.length || (bits[octet]! & (1 << (id & 7))) !== 0
  }
}
