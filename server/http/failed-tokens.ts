import { MINUTE, type DurationMs } from '../../shared/time.ts'

/** Different wrong tokens from one address within a minute; after them that address waits. */
export const MAX_FAILURES = 20
/** Addresses that are watched; the one that began longest ago goes first. */
const MAX_ADDRESSES = 10_000
/** Right ones that are remembered of an address: token and cookie, of people and of displays, and those before. */
const MAX_KNOWN = 8

interface Failures {
  since: DurationMs
  /** A page left open with an old cookie tries the same one again and again: that is no guess. */
  tried: Set<string>
}

/** Who has been guessing tokens lately. */
export class FailedTokens {
  readonly #byAddress = new Map<string, Failures>()
  /** By address what was right before: behind a proxy all have one address, and one who guesses locks nobody out. */
  readonly #known = new Map<string, Set<string>>()

  /** True while this address must wait, with anything but what was right before. */
  blocked(address: string, digest: string | null, now: DurationMs): boolean {
    const failures = this.#byAddress.get(address)
    if (failures === undefined || now - failures.since >= MINUTE || failures.tried.size < MAX_FAILURES) return false
    return digest === null || this.#known.get(address)?.has(digest) !== true
  }

  passed(address: string, digest: string): void {
    const known = this.#known.get(address)
    if (known?.has(digest)) return
    if (known) remember(known, digest, MAX_KNOWN)
    else {
      this.#known.set(address, new Set([digest]))
      forgetOldest(this.#known)
    }
  }

  failed(address: string, digest: string, now: DurationMs): void {
    const failures = this.#byAddress.get(address)
    if (failures && now - failures.since < MINUTE) {
      remember(failures.tried, digest, MAX_FAILURES)
      return
    }
    this.#byAddress.delete(address)
    this.#byAddress.set(address, { since: now, tried: new Set([digest]) })
    forgetOldest(this.#byAddress)
  }
}

function remember(digests: Set<string>, digest: string, limit: number): void {
  digests.add(digest)
  const [oldest] = digests
  if (digests.size > limit && oldest !== undefined) digests.delete(oldest)
}

function forgetOldest(addresses: Map<string, unknown>): void {
  const [oldest] = addresses.keys()
  if (addresses.size > MAX_ADDRESSES && oldest !== undefined) addresses.delete(oldest)
}
