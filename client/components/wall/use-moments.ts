import type { Moments } from '../../verdict.ts'
import { useClock } from '../../stores/clock.ts'
import { useLive } from '../../stores/live.ts'

/** The moments of the sources as the pulse tells them. Reactive: whoever asks follows the tick. */
export function useMoments(): Moments {
  const clock = useClock()
  const live = useLive()
  return {
    now: (source) => clock.sourceNow(source),
    unseen: (source) => {
      const at = live.pulse?.sources.find(({ name }) => name === source)?.lastFrameAt ?? null
      return at === null ? null : Math.max(0, clock.now - at)
    },
  }
}
