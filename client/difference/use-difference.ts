import { onScopeDispose, ref, shallowRef, triggerRef, watch } from 'vue'
import type { Answers } from '../../shared/api.ts'
import { ApiError, getJson } from '../api.ts'
import { writeMoment } from '../past/moment.ts'
import type { DifferenceRequest } from './request.ts'
import { PAGE_ROWS, RowPages } from './rows.ts'

type Head = Omit<Answers['/history/difference'], 'rows'>
/** One types a filter letter by letter: only what stands for so long is asked for. */
const REST_MS = 300

/** The answer of the server, page by page as it is looked at. All pages are of the same two moments. */
export function useDifference(request: () => DifferenceRequest) {
  const head = shallowRef<Head | null>(null)
  const pages = shallowRef(new RowPages())
  const error = shallowRef<ApiError | null>(null)
  const loading = ref(false)
  const asked = new Set<number>()
  let abort = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined

  async function page(number: number, into: RowPages, signal: AbortSignal): Promise<Head> {
    const { from, to, filter } = request()
    const known = into === pages.value ? head.value : null
    const { rows, ...rest } = await getJson<Answers['/history/difference']>(
      '/history/difference',
      {
        from: writeMoment(from),
        // Now goes on: what the first page called so holds for all.
        to: known ? writeMoment(known.to.at) : to === null ? null : writeMoment(to),
        filter: filter.trim(),
        offset: number * PAGE_ROWS,
        limit: PAGE_ROWS,
      },
      signal,
    )
    into.put(number, rows)
    return rest
  }
  async function load(): Promise<void> {
    abort.abort()
    abort = new AbortController()
    const { signal } = abort
    const fresh = new RowPages()
    asked.clear()
    loading.value = true
    try {
      const answer = await page(0, fresh, signal)
      head.value = answer
      pages.value = fresh
      error.value = null
    } catch (failure) {
      if (signal.aborted) return
      error.value = failure instanceof ApiError ? failure : new ApiError(0, String(failure))
    }
    loading.value = false
  }
  function see(first: number, last: number): void {
    const { signal } = abort
    const into = pages.value
    for (const number of into.missing(first, last)) {
      if (asked.has(number)) continue
      asked.add(number)
      page(number, into, signal)
        .then(() => {
          if (into === pages.value) triggerRef(pages)
        })
        .catch((failure: unknown) => {
          if (!signal.aborted && failure instanceof ApiError) error.value = failure
        })
        .finally(() => asked.delete(number))
    }
  }
  watch(
    () => JSON.stringify(request()),
    () => {
      clearTimeout(timer)
      timer = setTimeout(() => void load(), REST_MS)
    },
  )
  void load()
  onScopeDispose(() => {
    clearTimeout(timer)
    abort.abort()
  })
  return { head, pages, error, loading, load, see }
}
