import type { EpochMs } from './time.ts'

/**
 * A flood: not all that was reported is shown, so that numbers say "at least". Who answers queries is there.
 */
export interface Truncated {
  /** How often a report found no room, or something gave its place away, since then. */
  count: number
  since: EpochMs
  lastAt: EpochMs
}

/** Of several: all of them together. null: nothing is left out. */
export function allTruncated(several: Iterable<Truncated | null>): Truncated | null {
  let all: Truncated | null = null
  for (const one of several) {
    if (!one) continue
    all = all
      ? {
          count: all.count + one.count,
          since: Math.min(all.since, one.since),
          lastAt: Math.max(all.lastAt, one.lastAt),
        }
      : one
  }
  return all
}
