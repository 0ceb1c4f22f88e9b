import { computed, onScopeDispose, ref, shallowRef, toValue, watch, type MaybeRefOrGetter } from 'vue'
import { COUNT_SPANS, type Counts, type CountSpan } from '../../shared/counts.ts'
import { MINUTE, SECOND, type DurationMs } from '../../shared/time.ts'
import { ApiError, getJson, type Query } from '../api.ts'
import { useClock } from '../stores/clock.ts'
import { append } from './append.ts'

interface CountsChoice {
  span: CountSpan
  filter: string
}

/** A minute is in the history so long after its end. */
const WRITTEN_AFTER: DurationMs = 4 * SECOND

/**
 * The counts of a span up to now. What came since is asked for each minute and put at the end, so a chart goes on and is
 * not made anew. Never more than one request under way; what fails is tried again with the next minute.
 */
export function useCounts(choice: MaybeRefOrGetter<CountsChoice>) {
  const clock = useClock()
  const counts = shallowRef<Counts | null>(null)
  const error = shallowRef<ApiError | null>(null)
  const loading = ref(false)
  let asked: AbortController | null = null

  async function load(anew: boolean): Promise<void> {
    const { span, filter } = toValue(choice)
    const known = anew ? null : counts.value
    const length = COUNT_SPANS[span]
    const tail = known !== null && clock.now - known.to < length / 2 ? known : null
    const query: Query = tail ? { from: lastStep(tail), step: tail.step / MINUTE, filter } : { span, filter }
    const mine = new AbortController()
    asked = mine
    loading.value = tail === null
    try {
      const answer = await getJson<Counts>('/counts', query, mine.signal)
      // Where the two do not meet, all of it is asked for with the next minute.
      counts.value = tail ? append(tail, answer, length) : answer
      error.value = null
    } catch (failure) {
      if (mine.signal.aborted) return
      error.value = failure instanceof ApiError ? failure : new ApiError(0, String(failure))
    } finally {
      if (asked === mine) {
        asked = null
        loading.value = false
      }
    }
  }

  watch(
    () => ({ ...toValue(choice) }),
    (now, before) => {
      if (before && now.span === before.span && now.filter === before.filter) return
      asked?.abort()
      void load(true)
    },
    { immediate: true },
  )
  const minute = computed(() => Math.floor((clock.now - WRITTEN_AFTER) / MINUTE))
  watch(minute, () => {
    if (asked === null) void load(false)
  })
  onScopeDispose(() => asked?.abort())
  return { counts, error, loading }
}

/** The last step may not have been whole. */
const lastStep = ({ from, to, step }: Counts): number => from + Math.max(0, Math.ceil((to - from) / step) - 1) * step
