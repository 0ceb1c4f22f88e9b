import { computed, ref, shallowRef, watch, type Ref } from 'vue'
import { MAX_PAGE } from '../../shared/live.ts'
import { useView } from '../live/use-view.ts'
import { EMPTY_TAIL, grown, since, type Tail } from './tail.ts'

/** The live tail of a filter. While `held` what is shown stands still; what comes is kept and counted. */
export function useTail(filter: Readonly<Ref<string>>, held: Readonly<Ref<boolean>>) {
  const live = useView(() => ({ view: 'events' as const, filter: filter.value, limit: MAX_PAGE }))
  const kept = shallowRef<Tail>(EMPTY_TAIL)
  const shown = shallowRef<Tail>(EMPTY_TAIL)
  /** Another filter is under way: what comes first is a new tail. */
  const waiting = ref(true)
  watch(filter, () => (waiting.value = true), { flush: 'sync' })

  watch(
    [live.head, live.rows, live.stale, held] as const,
    ([head, rows, stale]) => {
      if (!head || (waiting.value && stale)) return
      const anew = waiting.value
      waiting.value = false
      kept.value = grown(anew ? EMPTY_TAIL : kept.value, head, rows)
      if (anew || !held.value || kept.value.matching < shown.value.matching) shown.value = kept.value
    },
    { immediate: true },
  )
  const behind = computed(() => since(shown.value, kept.value))
  /** Shows what came meanwhile. */
  const catchUp = (): void => void (shown.value = kept.value)
  return { live, shown, behind, catchUp }
}
