import { ref } from 'vue'
import { ApiError } from './api.ts'
import { t } from './i18n/index.ts'

/** Something that the server may refuse: whether it is under way, and the sentence why it did not go. */
export function useAttempt() {
  const busy = ref(false)
  const failure = ref<string | null>(null)
  /** Resolves to whether it was done. */
  async function attempt(what: () => Promise<unknown>): Promise<boolean> {
    busy.value = true
    failure.value = null
    try {
      await what()
      return true
    } catch (problem) {
      failure.value = problem instanceof ApiError ? problem.message : t('common.error.network')
      return false
    } finally {
      busy.value = false
    }
  }
  return { busy, failure, attempt }
}
