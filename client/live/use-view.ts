import { computed, inject, onScopeDispose, ref, shallowRef, toValue, watch } from 'vue'
import type { ComputedRef, InjectionKey, MaybeRefOrGetter, Ref } from 'vue'
import type { ViewName, ViewState, ViewTypes } from '../../shared/live.ts'
import { PAST_AT } from '../past/at.ts'
import { watchAt } from '../past/watch-past.ts'
import type { Connection, RequestOf } from './connection.ts'

export const CONNECTION: InjectionKey<Connection> = Symbol('connection')

export interface LiveView<V extends ViewName> {
  head: ComputedRef<ViewTypes[V]['head'] | null>
  rows: ComputedRef<readonly ViewTypes[V]['row'][]>
  /** Nothing came yet: neither empty nor full. */
  loading: ComputedRef<boolean>
  /** What is shown is not what the server has now. */
  stale: Readonly<Ref<boolean>>
  error: Readonly<Ref<string | null>>
  /** While true the page shows what it had; what comes is folded out of sight. */
  paused: Ref<boolean>
  /** Updates that came while paused. */
  held: Readonly<Ref<number>>
}

/** The words and the ways of the past come when it is looked at. */
const askPast: Parameters<typeof watchAt>[3] = async (...asked) => (await import('../past/ask.ts')).askPast(...asked)

/**
 * Watches a view while the component lives; a request that changes is asked anew. Within a page that is seen as of a moment
 * it is the view of that moment.
 */
export function useView<V extends ViewName>(request: MaybeRefOrGetter<RequestOf<V>>): LiveView<V> {
  const connection = inject(CONNECTION)
  if (!connection) throw new Error('useView needs the connection that main.ts provides')
  const at = inject(PAST_AT, null)
  const view =
    at === null ? connection.watch<V>(toValue(request)) : watchAt<V>(connection, toValue(request), at, askPast)
  const shown = shallowRef<ViewState<V> | null>(null)
  const paused = ref(false)
  const held = ref(0)

  watch(
    () => toValue(request),
    (next) => {
      paused.value = false
      view.change(next)
    },
    { deep: true },
  )
  watch(
    [view.state, paused] as const,
    ([state], [before]) => {
      if (paused.value) {
        if (state !== before) held.value += 1
        return
      }
      shown.value = state
      held.value = 0
    },
    { immediate: true },
  )
  onScopeDispose(() => view.stop())

  return {
    head: computed(() => shown.value?.head ?? null),
    rows: computed(() => shown.value?.rows ?? []),
    loading: computed(() => shown.value === null),
    stale: view.stale,
    error: view.error,
    paused,
    held,
  }
}
