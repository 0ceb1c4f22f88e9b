import type { Latency } from '../../shared/conduct.ts'
import type { DurationMs } from '../../shared/time.ts'

/** What durations in any order amount to. */
export function latencyOf(durations: readonly DurationMs[]): Latency {
  const sorted = [...durations].sort((a, b) => a - b)
  return {
    count: sorted.length,
    p50Ms: percentile(sorted, 0.5),
    p95Ms: percentile(sorted, 0.95),
    maxMs: sorted.at(-1) ?? null,
  }
}

/** The nearest rank of sorted values; null when there are none. */
const percentile = (sorted: readonly DurationMs[], share: number): DurationMs | null =>
  sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null
