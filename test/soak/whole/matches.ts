import { SECOND, type DurationMs, type EpochMs } from '../../../shared/time.ts'

/** From the moment that it is meant to be sent until the moment that the capture gives it. */
const ON_ITS_WAY: DurationMs = 8 * SECOND

/** Which of what was sent was recorded. One that zaps back and forth does the same twice within the time on its way. */
export class Matches {
  readonly #times = new Map<string, { sent: EpochMs[]; recorded: EpochMs[]; met: Set<EpochMs> | null }>()

  sent(key: string, at: EpochMs): void {
    this.#of(key).sent.push(at)
  }
  recorded(key: string, at: EpochMs): void {
    this.#of(key).recorded.push(at)
  }
  has(key: string, at: EpochMs): boolean {
    const times = this.#of(key)
    times.met ??= closest(times.sent, times.recorded)
    return times.met.has(at)
  }
  #of(key: string) {
    let times = this.#times.get(key)
    if (!times) this.#times.set(key, (times = { sent: [], recorded: [], met: null }))
    return times
  }
}

/** Those of `sent` that have one of `recorded` for themselves: the nearest pairs first. */
function closest(sent: readonly EpochMs[], recorded: readonly EpochMs[]): Set<EpochMs> {
  const pairs = sent.flatMap((from) => recorded.map((to) => ({ from, to, apart: Math.abs(to - from) })))
  const met = new Set<EpochMs>()
  const taken = new Set<EpochMs>()
  for (const { from, to, apart } of pairs.sort((a, b) => a.apart - b.apart)) {
    if (apart > ON_ITS_WAY) break
    if (met.has(from) || taken.has(to)) continue
    met.add(from)
    taken.add(to)
  }
  return met
}
