import { computed, effectScope, ref, shallowRef, watch, type Ref } from 'vue'
import type { ViewName, ViewRequest, ViewState } from '../../shared/live.ts'
import type { EpochMs } from '../../shared/time.ts'
import type { Connection, RequestOf, WatchedView } from '../live/connection.ts'
import { usePast } from '../stores/past.ts'
import type { askPast } from './ask.ts'
import { hasPast } from './views.ts'

type Ask = typeof askPast

/**
 * A view that is live while `at` is null, and else as of that moment. The page that shows it does not tell the two apart.
 */
export function watchAt<V extends ViewName>(
  connection: Connection,
  first: RequestOf<V>,
  at: Readonly<Ref<EpochMs | null>>,
  ask: Ask,
): WatchedView<V> {
  let request = first
  const past = (): boolean => at.value !== null && hasPast(request)
  const open = (): WatchedView<V> => (past() ? watchPast<V>(request, at, ask) : connection.watch<V>(request))
  const current = shallowRef(open())
  const scope = effectScope(true)
  scope.run(() =>
    watch(
      () => at.value === null,
      () => {
        current.value.stop()
        current.value = open()
      },
      { flush: 'sync' },
    ),
  )
  return {
    state: computed(() => current.value.state.value),
    stale: computed(() => current.value.stale.value),
    error: computed(() => current.value.error.value),
    change(next) {
      request = next
      current.value.change(next)
    },
    stop() {
      scope.stop()
      current.value.stop()
    },
  }
}

/**
 * Never more than one question under way: a moment that moves on meanwhile is asked for when the answer is there, so that a
 * scrubber that is dragged shows what can be had and nothing piles up. Another filter or page does not wait.
 */
function watchPast<V extends ViewName>(
  first: RequestOf<V>,
  at: Readonly<Ref<EpochMs | null>>,
  ask: Ask,
): WatchedView<V> {
  const store = usePast()
  const state = shallowRef<ViewState<V> | null>(null)
  const stale = ref(true)
  const error = ref<string | null>(null)
  let request = first
  let asked: AbortController | null = null

  async function load(): Promise<void> {
    const moment = at.value
    const what: ViewRequest = request
    if (asked !== null || moment === null || !hasPast(what)) return
    const mine = new AbortController()
    asked = mine
    stale.value = true
    store.asking += 1
    try {
      const answer = await ask(what, moment, mine.signal)
      if (mine.signal.aborted) return
      // The answer is one to a request for view V.
      state.value = answer.state as ViewState<V>
      error.value = null
      if (answer.moment) store.told = answer.moment
    } catch (failure) {
      if (mine.signal.aborted) return
      // What is shown would be of another moment than the one that is said.
      state.value = null
      error.value = failure instanceof Error ? failure.message : String(failure)
    } finally {
      store.asking -= 1
      if (asked === mine) {
        asked = null
        if (at.value === moment) stale.value = false
        else void load()
      }
    }
  }
  const scope = effectScope(true)
  scope.run(() => watch(at, () => void load(), { flush: 'sync' }))
  void load()
  const drop = (): void => {
    asked?.abort()
    asked = null
  }
  return {
    state,
    stale,
    error,
    change(next) {
      if (JSON.stringify(next) === JSON.stringify(request)) return
      request = next
      drop()
      void load()
    },
    stop() {
      scope.stop()
      drop()
    },
  }
}
