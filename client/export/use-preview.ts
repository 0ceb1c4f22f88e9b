import { onScopeDispose, ref, shallowRef, watch } from 'vue'
import type { ExportCount } from '../../shared/export.ts'
import type { EpochMs } from '../../shared/time.ts'
import { apiUrl, ApiError, getJson, type Query } from '../api.ts'
import { fetchPreview, type Preview } from './preview.ts'
import { exportQuery, rangeOf, type ExportRequest } from './request.ts'

/** One types a filter letter by letter: only what stands for so long is asked for. */
const REST_MS = 400

/** The newest rows of the file, and how many it has; read anew whenever the request changes. */
export function usePreview(request: () => ExportRequest, now: () => EpochMs, pageZone: () => string) {
  const preview = shallowRef<Preview | null>(null)
  const rows = ref<number | null>(null)
  const error = shallowRef<ApiError | null>(null)
  const loading = ref(false)
  let abort = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined

  async function load(): Promise<void> {
    abort.abort()
    abort = new AbortController()
    const { signal } = abort
    const asked = request()
    const at = now()
    const range = rangeOf(asked, at)
    const query = exportQuery(asked, at, pageZone())
    const pathFrom = (from: EpochMs | null): string =>
      apiUrl(`/export/${asked.set}.csv`, { ...query, from: from === null ? null : new Date(from).toISOString() })
    loading.value = true
    rows.value = null
    try {
      preview.value = await fetchPreview(pathFrom, range.from, range.to ?? at, asked.delimiter, signal)
      error.value = null
      rows.value = await count(`/export/${asked.set}/count`, query, signal)
    } catch (failure) {
      if (signal.aborted) return
      preview.value = null
      error.value = failure instanceof ApiError ? failure : new ApiError(0, String(failure))
    } finally {
      if (!signal.aborted) loading.value = false
    }
  }
  watch(
    () => JSON.stringify([request(), pageZone()]),
    () => {
      clearTimeout(timer)
      timer = setTimeout(() => void load(), REST_MS)
    },
  )
  void load()
  onScopeDispose(() => {
    clearTimeout(timer)
    abort.abort()
  })
  return { preview, rows, error, loading, load }
}

/** The number of rows; null where the server does not tell it: the file is there all the same. */
async function count(path: string, query: Query, signal: AbortSignal): Promise<number | null> {
  try {
    return (await getJson<ExportCount>(path, query, signal)).rows
  } catch (failure) {
    if (failure instanceof ApiError) return null
    throw failure
  }
}
