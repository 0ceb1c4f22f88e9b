import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import type { Role, SessionAnswer } from '../../shared/access.ts'
import { SECOND, type DurationMs } from '../../shared/time.ts'
import { ApiError, getJson, remove, whenUnknown } from '../api.ts'
import { useLive } from './live.ts'

/** A page that nobody is signed in on asks no more often whether somebody is now. */
const ASK_AGAIN: DurationMs = 15 * SECOND

/** Who I am to this server, and what I may do. */
export const useAccess = defineStore('access', () => {
  const live = useLive()
  const session = shallowRef<SessionAnswer | null>(null)
  /** The server does not know this page (any more): what it shows is what it last knew. */
  const ended = ref(false)
  let asking: Promise<void> | null = null
  let askedAt = -Infinity

  const role = computed<Role | null>(() => session.value?.role ?? live.hello?.role ?? null)
  /** The one place that says who may change something; before it is known: nobody. */
  const mayChange = computed(() => role.value === 'operator')
  /** There is somebody to sign out. */
  const signedIn = computed(() => session.value?.needed === true && role.value !== 'display')

  async function ask(): Promise<void> {
    askedAt = performance.now()
    try {
      session.value = await getJson<SessionAnswer>('/session')
      ended.value = false
    } catch (problem) {
      // No answer at all says nothing about who I am.
      if (problem instanceof ApiError && problem.status === 401) ended.value = true
    }
  }
  /** Asks the server who I am. Those who ask at the same time share the answer. */
  function look(): Promise<void> {
    asking ??= ask().finally(() => (asking = null))
    return asking
  }
  /** The line or a request was refused: perhaps nobody is signed in here any more. */
  function doubt(): void {
    if (ended.value && performance.now() - askedAt < ASK_AGAIN) return
    void look()
  }
  async function signOut(): Promise<void> {
    await remove('/session')
    ended.value = true
  }

  whenUnknown(doubt)
  // Each time that the line is there again it may be somebody else's.
  watch(
    () => live.hello,
    () => void look(),
  )
  return { session, ended, role, mayChange, signedIn, look, doubt, signOut }
})
