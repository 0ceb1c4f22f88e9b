import {
  isLinkLocalAddress,
  isMulticast,
  isUnspecified,
  parseAddress,
  parseMac,
  type Address,
} from '../../shared/address.ts'
import { MAX_NAME_LENGTH } from '../../shared/names.ts'
import { HOUR, MINUTE, SECOND, type DurationMs, type EpochMs } from '../../shared/time.ts'
import { arpaName } from './arpa.ts'
import type { ReverseAnswer, ReverseResolver } from './resolver.ts'

/** Addresses whose answer is kept; the one that was asked longest ago goes first. */
const MAX_KEPT = 20_000
/** Addresses that wait to be asked; a further one is left out, and comes again when it is shown again. */
const MAX_WAITING = 1_000
/** Questions a second, and how many may be open at a time. */
const PER_SECOND = 20
const MAX_OPEN = 10
/** How long an answer holds: a name, that there is none, that nobody said. A name is shown until there is another answer. */
const HOLDS: Readonly<Record<'name' | 'none' | 'failed', DurationMs>> = {
  name: HOUR,
  none: 10 * MINUTE,
  failed: MINUTE,
}

interface Kept {
  name: string | null
  until: EpochMs
}

interface ReverseNamesOptions {
  resolver: ReverseResolver
  now: () => EpochMs
  /** Something is called otherwise now. */
  changed: () => void
}

/** The names of addresses in the DNS. Only what somebody looks at is asked, slowly; whoever looks never waits. */
export class ReverseNames {
  readonly #resolver: ReverseResolver
  readonly #now: () => EpochMs
  readonly #changed: () => void
  readonly #kept = new Map<Address, Kept>()
  readonly #waiting = new Set<Address>()
  readonly #open = new Set<Address>()
  #ticker: NodeJS.Timeout | null = null
  /** Addresses that found no room to wait. */
  leftOut = 0

  constructor({ resolver, now, changed }: ReverseNamesOptions) {
    this.#resolver = resolver
    this.#now = now
    this.#changed = changed
  }

  /** What is known; when it is `shown` and nothing is, or it is old, it will be asked. */
  name(address: Address, shown: boolean): string | null {
    const known = this.#kept.get(address)
    if (shown && (!known || !this.#holds(known))) this.#wait(address)
    return known?.name ?? null
  }

  get size(): number {
    return this.#kept.size
  }
  /** Questions that nobody has answered yet. */
  get open(): number {
    return this.#open.size
  }

  stop(): void {
    if (this.#ticker) clearInterval(this.#ticker)
    this.#ticker = null
    this.#waiting.clear()
    this.#resolver.cancel()
  }

  /** A clock that was set back does not make an answer hold for longer. */
  #holds({ until }: Kept): boolean {
    const left = until - this.#now()
    return left > 0 && left <= HOLDS.name
  }

  #wait(address: Address): void {
    if (this.#open.has(address) || this.#waiting.has(address) || !isAskable(address)) return
    if (this.#waiting.size >= MAX_WAITING) {
      this.leftOut += 1
      return
    }
    this.#waiting.add(address)
    this.#ticker ??= setInterval(() => this.#next(), SECOND / PER_SECOND).unref()
  }

  #next(): void {
    const first = this.#waiting.values().next()
    if (first.done) {
      if (this.#ticker) clearInterval(this.#ticker)
      this.#ticker = null
      return
    }
    if (this.#open.size >= MAX_OPEN) return
    const address = first.value
    this.#waiting.delete(address)
    this.#open.add(address)
    void this.#resolver.ask(arpaName(address)).then((answer) => {
      this.#open.delete(address)
      this.#keep(address, answer)
    })
  }

  #keep(address: Address, answer: ReverseAnswer): void {
    const before = this.#kept.get(address)
    const found = typeof answer === 'string' ? null : nameOf(answer)
    // A server that is away takes no name away.
    const name = answer === 'failed' ? (before?.name ?? null) : found
    const holds = answer === 'failed' ? HOLDS.failed : found === null ? HOLDS.none : HOLDS.name
    this.#kept.delete(address)
    const oldest = this.#kept.keys().next()
    if (this.#kept.size >= MAX_KEPT && !oldest.done) this.#kept.delete(oldest.value)
    this.#kept.set(address, { name, until: this.#now() + holds })
    if (name !== (before?.name ?? null)) this.#changed()
  }
}

/** No DNS knows what is on one link alone. */
function isAskable(address: Address): boolean {
  if (isUnspecified(address) || isMulticast(address)) return false
  return typeof address === 'number' ? address >>> 16 !== 0xa9fe : !isLinkLocalAddress(address)
}

/** Of several the first by the alphabet, so that it does not change; null when none is the name of a host. */
function nameOf(names: readonly string[]): string | null {
  const fine = names
    .map((name) => name.replace(/\.$/, ''))
    .filter((name) => name.length <= MAX_NAME_LENGTH && /^[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?$/i.test(name))
    // Whoever names himself in the DNS must not pass for the address of somebody else.
    .filter((name) => parseAddress(name) === null && parseMac(name) === null)
  return fine.sort()[0] ?? null
}
