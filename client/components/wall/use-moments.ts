import type { Moments } from '../../verdict.ts'
import { useClock } from '../../stores/clock.ts'
import { useLive } from '../../stores/live.ts'

/**
 * The moments of the sources as the pulse tells them. Reactive: whoever asks follows the tick. Without a word from the
 * server they stand still: else queries that nobody could see would be missed ones, one after the other.
 */
export function useMoments(): Moments {
  const clock = useClock()
  const live = useLive()
  return {
    now: (source) => clock.sourceNow(source, live.lost ? live.heardAt : null),
    unseen: (source) => {
      const at = live.pulse?.sources.find(({ name }) => name === source)?.lastFrameAt ?? null
      return at === null ? null : Math.max(0, clock.now - at)
    },
  }
}
