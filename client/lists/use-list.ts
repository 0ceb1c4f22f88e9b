import { computed, ref, shallowRef, watch, type ComputedRef, type Ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import type { ListRequest } from '../../shared/live.ts'
import type { ListHead } from '../../shared/view-heads.ts'
import { holdOrder, isBehind, type HeldRow } from './hold.ts'
import { nextSort, readListQuery, writeListQuery, type ListQuery } from './query.ts'
import { FIRST_WINDOW, windowFor, type PageWindow } from './window.ts'

/** What a list asks for, from the address and from how far one has scrolled. */
export function useListQuery(defaultSort: string) {
  const route = useRoute()
  const router = useRouter()
  const page = route.name
  const query = computed(() => readListQuery(route.query, defaultSort))
  const shownWindow = shallowRef<PageWindow>(FIRST_WINDOW)

  const request = computed<ListRequest>(() => ({
    filter: query.value.filter,
    sort: query.value.sort,
    linkLocal: query.value.linkLocal,
    ...shownWindow.value,
  }))
  // Another list begins at its top. As text: a list of values is another one each time, also when a row is chosen.
  watch(
    () => JSON.stringify([query.value.filter, query.value.sort, query.value.linkLocal]),
    () => (shownWindow.value = FIRST_WINDOW),
    { flush: 'sync' },
  )
  /** `step`: a step that Back takes back. */
  function set(change: Partial<ListQuery>, step = false): void {
    // A list that is being left must not write into the address of the next page.
    if (route.name !== page) return
    const to = { query: writeListQuery(route.query, change, defaultSort), hash: route.hash }
    void (step ? router.push(to) : router.replace(to))
  }
  const filterBy = (filter: string, step: boolean): void => set({ filter }, step)
  const sortBy = (column: string, descendingFirst: boolean): void =>
    set({ sort: nextSort(query.value.sort, column, descendingFirst) })
  function see(first: number, last: number): void {
    shownWindow.value = windowFor(first, last, shownWindow.value)
  }
  return { query, request, window: shownWindow, set, filterBy, sortBy, see }
}

interface ListSource<R> {
  head: ComputedRef<ListHead | null>
  rows: ComputedRef<readonly R[]>
  stale: Readonly<Ref<boolean>>
}

/**
 * The rows of the window at their places in the whole list. The order stands still while `held`: values go on.
 */
export function useListRows<R extends { key: string }>(
  live: ListSource<R>,
  window: Readonly<Ref<PageWindow>>,
  held: Readonly<Ref<boolean>>,
) {
  /** Where the rows that are here begin: the window that was asked for may be under way. */
  const offset = ref(0)
  const shown = shallowRef<readonly HeldRow<R>[]>([])
  const behind = ref(false)
  let base: readonly R[] = []
  let waiting = true

  watch(
    [live.rows, live.stale, held],
    () => {
      const rows = live.rows.value
      // The first rows of another request (other filter, order or window): nothing of theirs was under the pointer.
      const fresh = waiting && !live.stale.value
      waiting = live.stale.value
      if (fresh) offset.value = window.value.offset
      if (fresh || !held.value) base = rows
      shown.value = holdOrder(base, rows)
      base = shown.value.map(({ row }) => row)
      behind.value = isBehind(base, rows)
    },
    { immediate: true },
  )
  const at = (index: number): HeldRow<R> | null => shown.value[index - offset.value] ?? null
  const count = computed(() => live.head.value?.matching ?? 0)
  return { at, count, offset, shown, behind }
}
