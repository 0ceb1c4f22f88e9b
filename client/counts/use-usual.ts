import { computed, effectScope, onScopeDispose, shallowRef, watch, type ComputedRef, type EffectScope } from 'vue'
import { SIZES, type Counts, type SizeName } from '../../shared/counts.ts'
import { MINUTE, SECOND, type DurationMs } from '../../shared/time.ts'
import { getJson } from '../api.ts'
import { useClock } from '../stores/clock.ts'

/** What was there at this time of day on the last days. */
export interface UsualRange {
  low: number
  high: number
  /** Of the last seven. */
  days: number
}
export type Usual = Readonly<Record<SizeName, UsualRange | null>>
interface Shared {
  counts: ComputedRef<Counts | null>
  usual: ComputedRef<Usual>
}

/** It looks half an hour around, so it changes slowly. */
const ASKED_EVERY: DurationMs = 5 * MINUTE
/** After a failure sooner. */
const TRIED_EVERY: DurationMs = 30 * SECOND
/** An older answer is about another hour. */
const HOLDS: DurationMs = 30 * MINUTE

/** One asker for all parts of a page that want the same; it goes with the last of them. */
const shared = new Map<string, { scope: EffectScope; users: number; value: Shared }>()

/** The usual range now and over the last six hours, of the segments that a filter chooses. */
export function useUsual(filter: string): Shared {
  let entry = shared.get(filter)
  if (!entry) {
    const scope = effectScope(true)
    entry = { scope, users: 0, value: scope.run(() => ask(filter))! }
    shared.set(filter, entry)
  }
  const mine = entry
  mine.users += 1
  onScopeDispose(() => {
    mine.users -= 1
    if (mine.users > 0) return
    mine.scope.stop()
    shared.delete(filter)
  })
  return mine.value
}

function ask(filter: string): Shared {
  const clock = useClock()
  const known = shallowRef<Counts | null>(null)
  let askedAt = Number.NEGATIVE_INFINITY
  let failed = false
  let asked: AbortController | null = null

  async function load(): Promise<void> {
    const mine = new AbortController()
    asked = mine
    askedAt = clock.now
    try {
      known.value = await getJson<Counts>('/counts', { span: '6h', captures: 'without', filter }, mine.signal)
      failed = false
    } catch {
      // A wall shows the band or none; that the server does not answer is told elsewhere.
      failed = true
    } finally {
      asked = null
    }
  }
  watch(
    () => clock.now,
    (now) => {
      const due = askedAt + (failed ? TRIED_EVERY : ASKED_EVERY)
      if (asked === null && (now >= due || now < askedAt)) void load()
    },
    { immediate: true },
  )
  onScopeDispose(() => asked?.abort())

  const counts = computed(() => (known.value && clock.now - known.value.to < HOLDS ? known.value : null))
  const usual = computed<Usual>(
    () => Object.fromEntries(SIZES.map((name) => [name, counts.value && lastOf(counts.value, name)])) as Usual,
  )
  return { counts, usual }
}

function lastOf({ band, days }: Counts, name: SizeName): UsualRange | null {
  const low = band[name].low.at(-1)
  const high = band[name].high.at(-1)
  if (typeof low !== 'number' || typeof high !== 'number') return null
  return { low, high, days: days.at(-1) ?? 0 }
}
