import { ref, shallowRef, watch, type Ref } from 'vue'
import type { DeliveriesAnswer, DeliveryRow } from '../../shared/channel.ts'
import { getJson } from '../api.ts'
import { useAttempt } from '../use-attempt.ts'

/** Rows of one request. */
const PAGE_ROWS = 50
/** Rows that the page keeps. */
const MOST_ROWS = 1_000

/** What went out, the newest first, and older ones on demand. `channel`: of this one; empty: of all. */
export function useDeliveries(channel: Ref<string>) {
  const rows = shallowRef<readonly DeliveryRow[] | null>(null)
  /** `before` of what is older; null: nothing is, or no more is kept here. */
  const next = ref<number | null>(null)
  const { busy, failure, attempt } = useAttempt()
  /** Of the last question: what comes later for an earlier one is not shown. */
  let last = 0

  async function ask(before: number | null): Promise<void> {
    const mine = ++last
    await attempt(async () => {
      const answer = await getJson<DeliveriesAnswer>('/deliveries', {
        channel: channel.value,
        before,
        limit: PAGE_ROWS,
      })
      if (mine !== last) return
      rows.value = before === null ? answer.rows : [...(rows.value ?? []), ...answer.rows]
      next.value = rows.value.length < MOST_ROWS ? answer.next : null
    })
  }
  const load = (): Promise<void> => ask(null)
  const older = (): Promise<void> => (next.value === null ? Promise.resolve() : ask(next.value))
  watch(channel, load, { immediate: true })
  return { rows, next, busy, failure, load, older }
}
