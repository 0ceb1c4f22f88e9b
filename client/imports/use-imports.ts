import { onScopeDispose, reactive, ref, shallowRef } from 'vue'
import type { ImportJob, ImportList } from '../../shared/imports.ts'
import { SECOND } from '../../shared/time.ts'
import { ApiError, getJson, remove } from '../api.ts'
import { t } from '../i18n/index.ts'
import { upload } from './upload.ts'

const BUSY_MS = SECOND
const QUIET_MS = 15 * SECOND
/** Files that are on their way at a time; the server takes them one after the other all the same. */
export const MAX_UPLOADS = 4

/** A file on its way to the server. */
export interface Upload {
  id: number
  file: string
  sent: number
  size: number
  failure: string | null
  abort: () => void
}

const isBusy = ({ state }: ImportJob): boolean => state === 'waiting' || state === 'reading' || state === 'importing'

/** They go on whichever page is shown. */
const uploads = reactive<Upload[]>([])
let nextId = 1

/** The captures in the history, those that are put in now, and the files that are on their way. */
export function useImports() {
  const list = shallowRef<ImportList | null>(null)
  const failure = ref<string | null>(null)
  let timer: ReturnType<typeof setTimeout> | undefined
  let left = false

  async function load(): Promise<void> {
    clearTimeout(timer)
    try {
      list.value = await getJson<ImportList>('/imports')
      failure.value = null
    } catch (problem) {
      failure.value = problem instanceof ApiError ? problem.message : t('common.error.network')
    }
    if (left) return
    const busy = list.value?.jobs.some(isBusy) || list.value?.rows.some(({ state }) => state !== 'done')
    clearTimeout(timer)
    timer = setTimeout(() => void load(), busy ? BUSY_MS : QUIET_MS)
  }

  async function put(file: File, name: string): Promise<void> {
    const abort = new AbortController()
    const id = nextId++
    uploads.push({ id, file: file.name, sent: 0, size: file.size, failure: null, abort: () => abort.abort() })
    const view = uploads.find((one) => one.id === id)
    if (!view) return
    try {
      await upload('/imports', { file: file.name, name }, file, (sent) => (view.sent = sent), abort.signal)
      forget(id)
      if (!left) await load()
    } catch (problem) {
      if (abort.signal.aborted) forget(id)
      else view.failure = problem instanceof ApiError ? problem.message : String(problem)
    }
  }
  function forget(id: number): void {
    const index = uploads.findIndex((one) => one.id === id)
    if (index >= 0) uploads.splice(index, 1)
  }
  const takeOut = (name: string): Promise<void> => removed(`/imports/${encodeURIComponent(name)}`)
  const cancel = (job: number): Promise<void> => removed(`/imports/jobs/${job}`)
  async function removed(path: string): Promise<void> {
    try {
      await remove(path)
    } catch (problem) {
      failure.value = problem instanceof ApiError ? problem.message : t('common.error.network')
      return
    }
    await load()
  }
  void load()
  onScopeDispose(() => {
    left = true
    clearTimeout(timer)
  })
  return { list, failure, uploads, put, forget, takeOut, cancel, load }
}
