/** Counters that are remembered; further ones are told as they are. */
const REMEMBERED = 10_000

/**
 * A counter that begins anew (a table is learnt again, a tool is started again) goes on here from where it was: a counter
 * that falls means to Prometheus that the whole process began anew.
 */
export class NeverFalls {
  readonly #counters = new Map<string, { base: number; last: number }>()

  /** `key`: which one it is. */
  value(key: string, raw: number): number {
    const counter = this.#counters.get(key)
    if (!counter) {
      if (this.#counters.size < REMEMBERED) this.#counters.set(key, { base: 0, last: raw })
      return raw
    }
    if (raw < counter.last) counter.base += counter.last
    counter.last = raw
    return counter.base + raw
  }
}
