import { onScopeDispose, ref, shallowRef, watch } from 'vue'
import type { ExportCount } from '../../shared/export.ts'
import type { EpochMs } from '../../shared/time.ts'
import { apiUrl, ApiError, getJson, type Query } from '../api.ts'
import { exportPath, exportQuery, rowsQuery } from './lines.ts'
import { fetchHead, fetchLast, type Preview, type Previewed } from './preview.ts'
import { rangeOf, wrongTime, type ExportRequest } from './request.ts'
import { DATA_SETS } from './sets.ts'

/** One types a filter letter by letter: only what stands for so long is asked for. */
const REST_MS = 400
/** So long the last rows wait for the number of rows, which is the quickest way to them. */
const COUNT_MS = 1_000

/** The first and last rows of the file, and how many it has; read anew whenever the request changes. */
export function usePreview(request: () => ExportRequest, now: () => EpochMs, pageZone: () => string) {
  const preview = shallowRef<Preview | null>(null)
  const count = shallowRef<ExportCount | null>(null)
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
    count.value = null
    error.value = null
    if (wrongTime(asked, at) !== null) {
      preview.value = null
      loading.value = false
      return
    }
    loading.value = true
    try {
      const file = previewed(asked, at, pageZone())
      // A count may take long: the first rows do not wait for it, and the last ones only a while.
      const counted = counting(asked, rowsQuery(asked, at), signal)
      const known = counted.then((answer) => {
        if (!signal.aborted) count.value = answer
        return answer
      })
      known.catch(() => undefined)
      const head = await fetchHead(file, signal)
      preview.value = head
      if (!head.exact) {
        const rows = await Promise.race([known, new Promise<null>((resolve) => setTimeout(resolve, COUNT_MS, null))])
        preview.value = { ...head, ...(await fetchLast(file, rows, signal)) }
      }
      await known
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
  return { preview, count, error, loading, load }
}

function previewed(asked: ExportRequest, at: EpochMs, pageZone: string): Previewed {
  // As plain text: what is compressed would have to be read to its end.
  const query = exportQuery({ ...asked, gzip: false }, at, pageZone)
  const { from, to } = rangeOf(asked, at)
  return {
    format: asked.format,
    delimiter: asked.delimiter,
    path: (more) => apiUrl(exportPath(asked.set, asked.format), { ...query, ...more }),
    timely: DATA_SETS[asked.set].timely ? { from, end: to ?? at } : null,
  }
}

/** The number of rows; null where the server does not tell it: the file is there all the same. */
async function counting(asked: ExportRequest, query: Query, signal: AbortSignal): Promise<ExportCount | null> {
  try {
    return await getJson<ExportCount>(`/export/${asked.set}/count`, query, signal)
  } catch (failure) {
    // What is wrong with the request is wrong with the file as well.
    if (failure instanceof ApiError && (failure.status < 400 || failure.status >= 500)) return null
    throw failure
  }
}
