import { MINUTE, type DurationMs } from '../../shared/time.ts'

/** Different wrong ones from one address, or for one name, within a minute; after them they wait. */
export const MAX_FAILURES = 20
/** Addresses or names that are watched; the one that began longest ago goes first. */
const MAX_WATCHED = 10_000
/** What is remembered as right of each: of an address token and cookie of people and displays, of a name its addresses. */
const MAX_KNOWN = 8

interface Failures {
  since: DurationMs
  /** A page left open with an old cookie tries the same one again and again: that is no guess. */
  tried: Set<string>
}

/** Who has been guessing lately: by address, or by the name that is guessed at. */
export class FailedAttempts {
  readonly #byKey = new Map<string, Failures>()
  /** What was right before: behind a proxy all have one address, and one who guesses locks nobody out. */
  readonly #known = new Map<string, Set<string>>()

  /** True while this address or name must wait, with anything but what was right before. */
  blocked(key: string, known: string | null, now: DurationMs): boolean {
    const failures = this.#byKey.get(key)
    if (failures === undefined || now - failures.since >= MINUTE || failures.tried.size < MAX_FAILURES) return false
    return known === null || this.#known.get(key)?.has(known) !== true
  }

  passed(key: string, right: string): void {
    const known = this.#known.get(key)
    if (known?.has(right)) return
    if (known) remember(known, right, MAX_KNOWN)
    else {
      this.#known.set(key, new Set([right]))
      forgetOldest(this.#known)
    }
  }

  /** How many different ones it were within the minute; 0: this one was tried before. */
  failed(key: string, tried: string, now: DurationMs): number {
    const failures = this.#byKey.get(key)
    if (failures && now - failures.since < MINUTE) {
      const isNew = !failures.tried.has(tried)
      remember(failures.tried, tried, MAX_FAILURES)
      return isNew ? failures.tried.size : 0
    }
    const isNew = failures?.tried.has(tried) !== true
    this.#byKey.delete(key)
    this.#byKey.set(key, { since: now, tried: new Set([tried]) })
    forgetOldest(this.#byKey)
    return isNew ? 1 : 0
  }
}

function remember(digests: Set<string>, digest: string, limit: number): void {
  digests.add(digest)
  const [oldest] = digests
  if (digests.size > limit && oldest !== undefined) digests.delete(oldest)
}

function forgetOldest(watched: Map<string, unknown>): void {
  const [oldest] = watched.keys()
  if (watched.size > MAX_WATCHED && oldest !== undefined) watched.delete(oldest)
}
