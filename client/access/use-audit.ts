import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import type { AuditAction, AuditAnswer, AuditRow } from '../../shared/access.ts'
import { ApiError, getJson } from '../api.ts'
import { t } from '../i18n/index.ts'
import { matches } from './audit-rows.ts'

/** Rows of one request. */
const PAGE_ROWS = 200
/** Rows that the page keeps; older ones are in the file. */
const MOST_ROWS = 10_000
/** Requests of one press at most, while nothing fits what is looked for. */
const MOST_PAGES = 10

/** What was written down, the newest first, and older ones on demand. What is looked for is looked for in what was read. */
export function useAudit(action: Ref<AuditAction | 'any'>, who: Ref<string>) {
  const read = shallowRef<readonly AuditRow[] | null>(null)
  /** `before` of what is older; null: nothing is. */
  const next = ref<number | null>(null)
  const lost = ref(0)
  const busy = ref(false)
  const failure = ref<string | null>(null)
  const abort = new AbortController()

  const fits = (row: AuditRow): boolean => matches(row, action.value, who.value)
  const rows = computed(() => read.value?.filter(fits) ?? null)

  /** Returns whether something of it fits. */
  async function page(): Promise<boolean> {
    const query = { before: next.value, limit: PAGE_ROWS }
    const answer = await getJson<AuditAnswer>('/audit', query, abort.signal)
    read.value = [...(read.value ?? []), ...answer.rows]
    next.value = read.value.length < MOST_ROWS ? answer.next : null
    lost.value = answer.lost
    return answer.rows.some(fits)
  }
  async function older(): Promise<void> {
    if (busy.value) return
    busy.value = true
    failure.value = null
    try {
      for (let n = 1; !(await page()) && next.value !== null && n < MOST_PAGES; n += 1);
    } catch (problem) {
      if (!abort.signal.aborted)
        failure.value = problem instanceof ApiError ? problem.message : t('common.error.network')
    } finally {
      busy.value = false
    }
  }
  void older()
  // Nothing of what was read: perhaps of what is older.
  watch(rows, (now) => {
    if (now?.length === 0 && next.value !== null && failure.value === null) void older()
  })
  onScopeDispose(() => abort.abort())
  return { rows, next, lost, busy, failure, older }
}
