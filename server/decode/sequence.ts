/** A frame that is late by no more than this many was overtaken, not lost. */
const WINDOW = 64
/** A larger step is a sender that began anew, not so many lost frames: at 100,000 a second this is 0.6 s. */
const LARGEST_GAP = 65_536

/**
 * Counts the mirror frames that never came, by the 32-bit numbers that GRE (RFC 2890 s2.2), ERSPAN and sFlow carry. One
 * that was overtaken is lost until it comes; a copy and a sender that began anew are no loss; the numbers wrap.
 */
export class SequenceGaps {
  #expected: number | null = null
  /** What follows a number far from where it should be: only two in a row are a sender that began anew. */
  #anew: number | null = null
  /** Numbers that were passed over within the window; the oldest first. */
  readonly #missing = new Set<number>()
  lost = 0
  /** Frames that came late. */
  reordered = 0

  see(number: number): void {
    const ahead = this.#expected === null ? 0 : (number - this.#expected) | 0
    const next = (number + 1) >>> 0
    if (ahead < 0 && ahead >= -WINDOW) this.#late(number)
    else if (ahead >= 0 && ahead < LARGEST_GAP) {
      this.#passOver(number, ahead)
      this.#expected = next
    } else if (this.#anew === number) {
      this.#missing.clear()
      this.#expected = next
    }
    this.#anew = next
  }

  #passOver(number: number, gap: number): void {
    this.lost += gap
    for (let behind = Math.min(gap, WINDOW); behind > 0; behind -= 1) this.#missing.add((number - behind) >>> 0)
    for (const oldest of this.#missing) {
      if (this.#missing.size <= WINDOW) return
      this.#missing.delete(oldest)
    }
  }

  #late(number: number): void {
    if (!this.#missing.delete(number)) return
    this.lost -= 1
    this.reordered += 1
  }
}
