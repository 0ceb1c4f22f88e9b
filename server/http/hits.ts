import type { Store } from 'express-rate-limit'
import type { DurationMs } from '../../shared/time.ts'

/** Clients that are counted; the one that began longest ago goes first. */
const MAX_CLIENTS = 10_000

/** Requests by client, each for a while from its first one on. */
export class Hits implements Store {
  readonly localKeys = true
  readonly #window: DurationMs
  readonly #now: () => DurationMs
  readonly #clients = new Map<string, { hits: number; until: number }>()

  /** `now`: a clock that nobody sets. */
  constructor(window: DurationMs, now: () => DurationMs = () => performance.now()) {
    this.#window = window
    this.#now = now
  }

  get size(): number {
    return this.#clients.size
  }

  increment(key: string): { totalHits: number; resetTime: Date } {
    const now = this.#now()
    const known = this.#clients.get(key)
    const client = known && known.until > now ? known : this.#begin(key, now)
    client.hits += 1
    return { totalHits: client.hits, resetTime: new Date(Date.now() + client.until - now) }
  }

  #begin(key: string, now: number): { hits: number; until: number } {
    const client = { hits: 0, until: now + this.#window }
    // Last in the order of their beginnings.
    this.#clients.delete(key)
    this.#clients.set(key, client)
    const [oldest] = this.#clients.keys()
    if (this.#clients.size > MAX_CLIENTS && oldest !== undefined) this.#clients.delete(oldest)
    return client
  }

  decrement(key: string): void {
    const client = this.#clients.get(key)
    if (client && client.hits > 0) client.hits -= 1
  }

  resetKey(key: string): void {
    this.#clients.delete(key)
  }
}
