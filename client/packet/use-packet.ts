import { onScopeDispose, ref, shallowRef, toValue, watch, type MaybeRefOrGetter } from 'vue'
import type { Answers } from '../../shared/api.ts'
import { ApiError, getJson, type Query } from '../api.ts'

/** Which packet: of a tap by its number. `at` tells which of several taps that are one segment. */
export interface PacketId {
  source: string
  frame: number
  at?: number
}

/** A resource of the API by its place in the contract, where it is, and its query. */
interface Asked<Path extends keyof Answers> {
  of: Path
  path: string
  query?: Query
}

/** Something of the API that follows what is asked for; null asks for nothing. */
export function useAnswer<Path extends keyof Answers>(asked: MaybeRefOrGetter<Asked<Path> | null>) {
  const answer = shallowRef<Answers[Path] | null>(null)
  const error = ref<string | null>(null)
  const loading = ref(false)
  let under: AbortController | null = null

  async function load(): Promise<void> {
    under?.abort()
    const wanted = toValue(asked)
    answer.value = null
    error.value = null
    loading.value = wanted !== null
    if (!wanted) return
    const control = new AbortController()
    under = control
    try {
      answer.value = await getJson<Answers[Path]>(wanted.path, wanted.query ?? {}, control.signal)
    } catch (failure) {
      if (control.signal.aborted) return
      error.value = failure instanceof ApiError ? failure.message : String(failure)
    }
    loading.value = false
  }
  watch(() => JSON.stringify(toValue(asked)), load, { immediate: true })
  onScopeDispose(() => under?.abort())
  return { answer, error, loading, again: load }
}

export const usePacket = (id: MaybeRefOrGetter<PacketId | null>) =>
  useAnswer<'/packets/:source/:frame'>(() => {
    const asked = toValue(id)
    if (!asked) return null
    const { source, frame, at } = asked
    const path = `/packets/${encodeURIComponent(source)}/${frame}`
    return { of: '/packets/:source/:frame', path, query: at === undefined ? {} : { at } }
  })
