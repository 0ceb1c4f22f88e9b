import { onScopeDispose, ref, shallowRef, toValue, watch, type MaybeRefOrGetter } from 'vue'
import type { Marks } from '../../shared/past.ts'
import { ApiError, getJson } from '../api.ts'
import { writeMoment } from './moment.ts'
import type { ScrubRange } from './scrub.ts'

export const askMarks = (range: ScrubRange, filter: string, signal?: AbortSignal): Promise<Marks> =>
  getJson<Marks>('/history/marks', { from: writeMoment(range.from), to: writeMoment(range.to), filter }, signal)

/** A range is dragged along: it is asked for when it rests. */
const REST_MS = 150

/** The marks of a range; while others are under way, and where they fail, the ones of before stay. */
export function useMarks(asked: MaybeRefOrGetter<ScrubRange & { filter: string }>) {
  const marks = shallowRef<Marks | null>(null)
  const error = ref<string | null>(null)
  let under: AbortController | null = null
  let rest: ReturnType<typeof setTimeout> | undefined

  async function load(): Promise<void> {
    under?.abort()
    const mine = (under = new AbortController())
    const { from, to, filter } = toValue(asked)
    try {
      marks.value = await askMarks({ from, to }, filter, mine.signal)
      error.value = null
    } catch (failure) {
      if (mine.signal.aborted) return
      error.value = failure instanceof ApiError ? failure.message : String(failure)
    }
  }
  watch(
    () => JSON.stringify(toValue(asked)),
    (_now, before) => {
      clearTimeout(rest)
      if (before === undefined) void load()
      else rest = setTimeout(() => void load(), REST_MS)
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    clearTimeout(rest)
    under?.abort()
  })
  return { marks, error }
}
