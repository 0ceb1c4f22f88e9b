import { MINUTE, type EpochMs } from '../../shared/time.ts'

/** Different wrong tokens from one address within a minute; after them that address waits. */
export const MAX_FAILURES = 20
/** Addresses that are watched; the one that began longest ago goes first. */
const MAX_ADDRESSES = 10_000

interface Failures {
  since: EpochMs
  count: number
  /** A page left open with an old cookie tries the same one again and again: that is no guess. */
  last: string
}

/** Who has been guessing tokens lately. */
export class FailedTokens {
  readonly #byAddress = new Map<string, Failures>()

  /** True while this address must wait. */
  blocked(address: string, now: EpochMs): boolean {
    const failures = this.#byAddress.get(address)
    return failures !== undefined && now - failures.since < MINUTE && failures.count >= MAX_FAILURES
  }

  failed(address: string, digest: string, now: EpochMs): void {
    const failures = this.#byAddress.get(address)
    if (failures && now - failures.since < MINUTE) {
      if (failures.last !== digest) failures.count += 1
      failures.last = digest
      return
    }
    this.#byAddress.delete(address)
    this.#byAddress.set(address, { since: now, count: 1, last: digest })
    if (this.#byAddress.size <= MAX_ADDRESSES) return
    const oldest = this.#byAddress.keys().next()
    if (!oldest.done) this.#byAddress.delete(oldest.value)
  }
}
