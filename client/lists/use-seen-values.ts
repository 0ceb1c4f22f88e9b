import { onScopeDispose, shallowRef, watch } from 'vue'
import type { CompletionValue } from '../../shared/api.ts'
import { getJson } from '../api.ts'

/** After the last letter. */
const PAUSE_MS = 120
/** Answers that are kept while one types; the oldest go first. */
const KEPT = 50

/** What the server has for what is being typed. Typing never waits for it, and a value that does not come is no error. */
export function useSeenValues(wanted: () => { field: string; text: string } | null) {
  const values = shallowRef<readonly CompletionValue[]>([])
  const kept = new Map<string, readonly CompletionValue[]>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let asking: AbortController | null = null

  function stop(): void {
    clearTimeout(timer)
    asking?.abort()
    asking = null
  }
  async function ask(key: string, look: { field: string; text: string }): Promise<void> {
    const control = new AbortController()
    asking = control
    const found = await getJson<readonly CompletionValue[]>('/complete', look, control.signal).catch(() => [])
    if (control.signal.aborted) return
    kept.set(key, found)
    const [oldest] = kept.keys()
    if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest)
    values.value = found
  }
  watch(
    () => {
      const look = wanted()
      return look && JSON.stringify(look)
    },
    (key) => {
      stop()
      const look = wanted()
      values.value = (key !== null && kept.get(key)) || []
      if (key !== null && look && !kept.has(key)) timer = setTimeout(() => void ask(key, look), PAUSE_MS)
    },
  )
  onScopeDispose(stop)
  return { values, forget: (): void => kept.clear() }
}
