import { onScopeDispose, ref, shallowRef, watch, type ShallowRef } from 'vue'
import type { WallConfig } from '../../../shared/wall.ts'
import { PHONE_WIDTH, unitOf, type Room } from '../../wall/size.ts'

/**
 * The unit of the wall (`--u`), from the screen and how far away its reader stands, and how much room there is in it.
 * On the root, since the sizes of `tokens.css` are made there; a phone in a hand keeps the sizes of its style sheet.
 */
export function useWallSize(
  wall: Readonly<ShallowRef<HTMLElement | null>>,
  config: () => Pick<WallConfig, 'inches' | 'metres'>,
) {
  const phone = ref(false)
  const room = shallowRef<Room>({ wide: 0, high: 0 })

  function measure(): void {
    const { innerWidth: width, innerHeight: height } = window
    phone.value = width <= PHONE_WIDTH
    const unit = unitOf({ ...config(), width, height })
    const { style } = document.documentElement
    if (phone.value) style.removeProperty('--u')
    else style.setProperty('--u', `${unit}px`)
    const element = wall.value
    const [wide, high] = [(element?.clientWidth ?? width) / unit, (element?.clientHeight ?? height) / unit]
    if (wide !== room.value.wide || high !== room.value.high) room.value = { wide, high }
  }
  // A line above the wall, like the one of the DEMO, takes room as it comes.
  const watching = new ResizeObserver(measure)
  watch(wall, (element, before) => {
    if (before) watching.unobserve(before)
    if (element) watching.observe(element)
  })
  measure()
  watch(config, () => {
    measure()
    // Text on a canvas is measured when the window changes; to it this is the same.
    window.dispatchEvent(new Event('resize'))
  })
  window.addEventListener('resize', measure)
  onScopeDispose(() => {
    watching.disconnect()
    window.removeEventListener('resize', measure)
    document.documentElement.style.removeProperty('--u')
  })
  return { phone, room }
}
