/**
 * Whole numbers as octets, seven bits each, the lowest first; the eighth bit says that there is more. Made once and filled
 * again and again: a pack is written or read from its beginning on.
 */
export class PackedNumbers {
  protected readonly octets: Buffer
  protected at = 0
  protected from: Uint8Array

  /** `capacity`: octets of the longest pack. */
  constructor(capacity: number) {
    this.octets = Buffer.alloc(capacity)
    this.from = this.octets
  }

  protected put(value: number): void {
    let rest = value
    while (rest >= 128) {
      this.octets[this.at++] = (rest % 128) + 128
      rest = Math.floor(rest / 128)
    }
    this.octets[this.at++] = rest
  }

  protected take(): number {
    let octet = this.from[this.at++] ?? 0
    if (octet < 128) return octet
    let value = octet - 128
    for (let factor = 128; ; factor *= 128) {
      octet = this.from[this.at++] ?? 0
      if (octet < 128) return value + octet * factor
      value += (octet - 128) * factor
    }
  }

  /** Zigzag: small changes of either sign are small numbers. */
  protected putChange(change: number): void {
    this.put(change < 0 ? -2 * change - 1 : 2 * change)
  }

  protected takeChange(): number {
    const value = this.take()
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2
  }
}

/** Octets of one number at most. */
export const LONGEST = 8
