import { onScopeDispose, ref, shallowRef, watch } from 'vue'
import type { Answers } from '../../shared/api.ts'
import type { NameKind } from '../../shared/names.ts'
import { ApiError } from '../api.ts'
import { listNames } from './book.ts'

/** Rows of one page of the book. */
export const BOOK_ROWS = 50
/** One types letter by letter: only what stands for so long is asked for. */
const REST_MS = 250

/** A page of the book of names: of a kind, with a text in it. */
export function useBook() {
  const kind = ref<NameKind | 'all'>('all')
  const filter = ref('')
  const offset = ref(0)
  const page = shallowRef<Answers['/names'] | null>(null)
  const failure = ref<string | null>(null)
  let abort = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined

  async function load(): Promise<void> {
    abort.abort()
    abort = new AbortController()
    const { signal } = abort
    const asked = { kind: kind.value === 'all' ? null : kind.value, filter: filter.value.trim(), limit: BOOK_ROWS }
    try {
      const answer = await listNames({ ...asked, offset: offset.value }, signal)
      page.value = answer
      failure.value = null
      // The last rows of the last page were taken away.
      if (answer.rows.length === 0 && offset.value > 0) {
        offset.value = Math.max(0, Math.floor((answer.matching - 1) / BOOK_ROWS) * BOOK_ROWS)
      }
    } catch (problem) {
      if (!signal.aborted) failure.value = problem instanceof ApiError ? problem.message : String(problem)
    }
  }
  watch([kind, filter], () => (offset.value = 0), { flush: 'sync' })
  watch([kind, filter, offset], () => {
    clearTimeout(timer)
    timer = setTimeout(() => void load(), REST_MS)
  })
  void load()
  onScopeDispose(() => {
    clearTimeout(timer)
    abort.abort()
  })
  return { kind, filter, offset, page, failure, load }
}
