import { ref, watch, type Ref } from 'vue'
import { SECOND, type DurationMs } from '../../../shared/time.ts'

/** Over so long a rate is taken: shorter ones jump with every frame. */
const OVER: DurationMs = 5 * SECOND

/** How fast a counter grows, a second; null until it was watched for a while. `tick` is what moves time. */
export function useRate(counter: () => number, tick: () => number): Ref<number | null> {
  const rate = ref<number | null>(null)
  const seen: { at: number; count: number }[] = []
  watch(tick, (at) => {
    seen.push({ at, count: counter() })
    while (seen.length > 2 && at - (seen[1]?.at ?? at) >= OVER) seen.shift()
    const first = seen[0]
    if (!first || at - first.at < SECOND) return
    // A counter that went back belongs to a server that started anew.
    rate.value = Math.max(0, counter() - first.count) / ((at - first.at) / SECOND)
  })
  return rate
}
