import { computed } from 'vue'
import { useClock } from '../../stores/clock.ts'

// No pixel shows the same for weeks: twelve places on a path of 60 s, 12 px across. The margin of the wall holds it.
const PLACES = 12
const PATH_MS = 60_000
const RADIUS_PX = 6

export function useShift() {
  const clock = useClock()
  return computed(() => {
    const angle = ((Math.floor(clock.now / (PATH_MS / PLACES)) % PLACES) / PLACES) * 2 * Math.PI
    return {
      '--x': `${Math.round(RADIUS_PX * Math.cos(angle))}px`,
      '--y': `${Math.round(RADIUS_PX * Math.sin(angle))}px`,
    }
  })
}
