import { computed, shallowRef } from 'vue'
import type { WallConfig } from '../../../shared/wall.ts'
import { useKey } from '../../keys.ts'
import { useClock } from '../../stores/clock.ts'
import { neighbour, turned, type Hand } from '../../wall/rotation.ts'

/** Which page is shown, by the clock of the server; arrows turn, space holds. */
export function useRotation(config: () => WallConfig, critical: () => boolean) {
  const clock = useClock()
  const hand = shallowRef<Hand | null>(null)
  const shown = computed(() => {
    const { pages, every } = config()
    return turned({ pages, every, now: clock.now, critical: critical(), hand: hand.value })
  })

  function turn(step: 1 | -1): void {
    const { pages, every } = config()
    hand.value = { page: neighbour(pages, shown.value.page, step), until: clock.now + every }
  }
  function hold(): void {
    hand.value = hand.value?.until === null ? null : { page: shown.value.page, until: null }
  }
  useKey(' ', 'wall.keys.hold', hold)
  useKey('ArrowRight', 'wall.keys.next', () => turn(1))
  useKey('ArrowLeft', 'wall.keys.before', () => turn(-1))
  return shown
}
