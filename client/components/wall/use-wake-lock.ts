import { onScopeDispose, ref } from 'vue'

/** Keeps the screen awake where the browser allows it; `refused` where it does not. */
export function useWakeLock() {
  const refused = ref(false)
  let lock: WakeLockSentinel | null = null
  let gone = false

  async function ask(): Promise<void> {
    if (document.visibilityState !== 'visible') return
    if (!('wakeLock' in navigator)) {
      refused.value = true
      return
    }
    try {
      lock = await navigator.wakeLock.request('screen')
      if (gone) await lock.release()
      refused.value = false
    } catch {
      // Low battery or a policy: the page says so instead.
      refused.value = true
    }
  }
  // The browser takes the lock away from a hidden page; it is asked for again when the page is back.
  const again = (): void => void ask()
  document.addEventListener('visibilitychange', again)
  void ask()
  onScopeDispose(() => {
    gone = true
    document.removeEventListener('visibilitychange', again)
    if (lock) void lock.release().catch(() => undefined)
  })
  return { refused }
}
