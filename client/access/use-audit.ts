import { onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import type { AuditAction, AuditAnswer, AuditRow } from '../../shared/access.ts'
import { ApiError, getJson, type Query } from '../api.ts'
import { t } from '../i18n/index.ts'

/** Rows of one request. */
const PAGE_ROWS = 100
/** Rows that the page keeps; older ones are in the file. */
export const MOST_ROWS = 5_000
/** One types letter by letter: only what stands for so long is asked for. */
const REST_MS = 250

/** What was written down, the newest first, and older ones on demand. */
export function useAudit(action: Ref<AuditAction | 'any'>, who: Ref<string>) {
  const rows = shallowRef<readonly AuditRow[] | null>(null)
  /** `before` of what is older; null: nothing is. */
  const next = ref<number | null>(null)
  const lost = ref(0)
  const busy = ref(false)
  const failure = ref<string | null>(null)
  let abort = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined

  const asked = (): Query => ({
    action: action.value === 'any' ? null : action.value,
    who: who.value.trim(),
  })
  /** `before`: null for the newest. */
  async function ask(before: number | null): Promise<void> {
    abort.abort()
    abort = new AbortController()
    const { signal } = abort
    busy.value = true
    try {
      const answer = await getJson<AuditAnswer>('/audit', { ...asked(), before, limit: PAGE_ROWS }, signal)
      rows.value = before === null ? answer.rows : [...(rows.value ?? []), ...answer.rows]
      next.value = rows.value.length < MOST_ROWS ? answer.next : null
      lost.value = answer.lost
      failure.value = null
    } catch (problem) {
      if (!signal.aborted) failure.value = problem instanceof ApiError ? problem.message : t('common.error.network')
    } finally {
      if (!signal.aborted) busy.value = false
    }
  }
  const older = (): Promise<void> => (next.value === null ? Promise.resolve() : ask(next.value))
  watch([action, who], () => {
    clearTimeout(timer)
    timer = setTimeout(() => void ask(null), REST_MS)
  })
  void ask(null)
  onScopeDispose(() => {
    clearTimeout(timer)
    abort.abort()
  })
  return { rows, next, lost, busy, failure, older, asked }
}
