import { onScopeDispose, ref, watch } from 'vue'
import type { EpochMs } from '../../../shared/time.ts'
import { useClock } from '../../stores/clock.ts'
import { useLive } from '../../stores/live.ts'
import { mayReload } from '../../wall/quiet.ts'

/** A display that nobody touches takes the new page by itself, when it disturbs nobody. */
export function useQuietReload(moment: () => { critical: boolean; counting: boolean }): void {
  const clock = useClock()
  const live = useLive()
  const touchedAt = ref<EpochMs | null>(null)
  const outdatedSince = ref<EpochMs | null>(null)

  const touch = (): void => void (touchedAt.value = clock.now)
  const TOUCHES = ['keydown', 'pointerdown', 'pointermove'] as const
  for (const name of TOUCHES) window.addEventListener(name, touch)
  onScopeDispose(() => TOUCHES.forEach((name) => window.removeEventListener(name, touch)))

  watch(
    () => live.outdated,
    (outdated) => (outdatedSince.value = outdated ? (outdatedSince.value ?? clock.now) : null),
    { immediate: true },
  )
  watch(
    () =>
      mayReload({
        outdatedSince: outdatedSince.value,
        now: clock.now,
        connected: live.connected,
        touchedAt: touchedAt.value,
        ...moment(),
      }),
    (due) => {
      if (due) location.reload()
    },
    { immediate: true },
  )
}
