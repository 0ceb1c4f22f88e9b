import { onScopeDispose, ref, shallowRef, toValue, watch, type MaybeRefOrGetter } from 'vue'
import type { Packet } from '../../shared/packets.ts'
import { ApiError, getJson, type Query } from '../api.ts'

/** Which packet: of a tap by its number. `at` tells which of several taps that are one segment. */
export interface PacketId {
  source: string
  frame: number
  at?: number
}

/** Something of the API that follows what is asked for; null asks for nothing. */
export function useAnswer<T>(asked: MaybeRefOrGetter<{ path: string; query?: Query } | null>) {
  const answer = shallowRef<T | null>(null)
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
      answer.value = await getJson<T>(wanted.path, wanted.query ?? {}, control.signal)
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
  useAnswer<Packet>(() => {
    const asked = toValue(id)
    if (!asked) return null
    const { source, frame, at } = asked
    return { path: `/packets/${encodeURIComponent(source)}/${frame}`, query: at === undefined ? {} : { at } }
  })
