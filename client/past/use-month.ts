import { onScopeDispose, ref, shallowRef, toValue, watch, type MaybeRefOrGetter } from 'vue'
import type { ExportCount } from '../../shared/export.ts'
import type { EpochMs } from '../../shared/time.ts'
import { ApiError, apiUrl, getJson, send } from '../api.ts'
import { writeMoment } from './moment.ts'
import { MOST_BARS, type MembershipLine } from './month.ts'

interface Asked {
  filter: string
  from: EpochMs
  to: EpochMs
}

/** The memberships of a range, of many the newest; `left` older ones. Nothing is asked for while `asked` is null. */
export function useMonth(asked: MaybeRefOrGetter<Asked | null>) {
  const rows = shallowRef<readonly MembershipLine[] | null>(null)
  const left = ref(0)
  const error = ref<string | null>(null)
  let under: AbortController | null = null

  async function load(): Promise<void> {
    under?.abort()
    const now = toValue(asked)
    rows.value = null
    error.value = null
    if (now === null) return
    const { signal } = (under = new AbortController())
    const query = { filter: now.filter, from: writeMoment(now.from), to: writeMoment(now.to) }
    try {
      const { rows: count, pin } = await getJson<ExportCount>('/export/memberships/count', query, signal)
      const skip = Math.max(0, count - MOST_BARS)
      const path = apiUrl('/export/memberships.jsonl', { ...query, pin, ...(skip > 0 ? { skip } : {}) })
      const text = await (await send(path, { signal })).text()
      left.value = skip
      rows.value = text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as MembershipLine)
    } catch (failure) {
      if (signal.aborted) return
      error.value = failure instanceof ApiError ? failure.message : String(failure)
    }
  }
  watch(
    () => JSON.stringify(toValue(asked)),
    () => void load(),
    { immediate: true },
  )
  onScopeDispose(() => under?.abort())
  return { rows, left, error }
}
