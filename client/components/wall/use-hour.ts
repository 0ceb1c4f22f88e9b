import { onScopeDispose, shallowRef, watch } from 'vue'
import type { Counts } from '../../../shared/counts.ts'
import { MINUTE } from '../../../shared/time.ts'
import { getJson } from '../../api.ts'
import { useLive } from '../../stores/live.ts'

/** The counts of the last hour, anew each minute; null while they cannot be had. One request at a time. */
export function useHour(filter: () => string) {
  const live = useLive()
  const counts = shallowRef<Counts | null>(null)
  const failed = shallowRef(false)
  let asking: AbortController | null = null

  async function ask(): Promise<void> {
    asking?.abort()
    const mine = (asking = new AbortController())
    try {
      const answer = await getJson<Counts>(
        '/counts',
        { span: '1h', captures: 'without', filter: filter() },
        mine.signal,
      )
      if (mine !== asking) return
      counts.value = answer
      failed.value = false
    } catch {
      // One that was taken back is none that failed.
      if (mine !== asking || mine.signal.aborted) return
      counts.value = null
      failed.value = true
    }
  }
  watch([filter, () => live.connected], ([, connected]) => (connected ? void ask() : undefined), { immediate: true })
  const timer = setInterval(() => live.connected && void ask(), MINUTE)
  onScopeDispose(() => {
    clearInterval(timer)
    asking?.abort()
  })
  return { counts, failed }
}
