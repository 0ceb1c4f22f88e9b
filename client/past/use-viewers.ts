import { onScopeDispose, ref, shallowRef, toValue, watch, type MaybeRefOrGetter } from 'vue'
import type { GroupCounts } from '../../shared/past.ts'
import type { EpochMs } from '../../shared/time.ts'
import { getJson } from '../api.ts'
import { t } from '../i18n/index.ts'
import { writeMoment } from './moment.ts'

interface Asked {
  segment: string
  group: string
  from: EpochMs
  to: EpochMs
}

/** How many were in a group over a range, asked anew when the range is another one; meanwhile the old one stays. */
export function useViewers(asked: MaybeRefOrGetter<Asked | null>) {
  const counts = shallowRef<GroupCounts | null>(null)
  const error = ref<string | null>(null)
  let under: AbortController | null = null

  async function load(): Promise<void> {
    under?.abort()
    const now = toValue(asked)
    if (now === null) return
    const mine = (under = new AbortController())
    const { segment, group, from, to } = now
    const path = `/groups/${encodeURIComponent(segment)}/${encodeURIComponent(group)}/counts`
    try {
      const told = await getJson<GroupCounts>(path, { from: writeMoment(from), to: writeMoment(to) }, mine.signal)
      counts.value = told.points.length > 0 ? told : null
      // A group that the history does not know is one of which it has nothing.
      error.value = told.points.length > 0 ? null : t('past.viewers.nothing')
    } catch (failure) {
      if (mine.signal.aborted) return
      counts.value = null
      error.value = failure instanceof Error ? failure.message : String(failure)
    }
  }
  watch(
    () => JSON.stringify(toValue(asked)),
    () => void load(),
    { immediate: true },
  )
  onScopeDispose(() => under?.abort())
  return { counts, error }
}
