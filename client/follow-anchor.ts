import { onBeforeUnmount, onMounted, type Ref } from 'vue'
import { useRoute } from 'vue-router'
import type { DurationMs } from '../shared/time.ts'

/** What takes longer than this to come moves nobody's page any more. */
const FOLLOWED_FOR: DurationMs = 10_000
/** By which a reader says where the page is to stand. */
const HANDS = ['pointerdown', 'wheel', 'touchmove', 'keydown'] as const

/**
 * A page whose sections grow when what they show has come: the section that its address names stays in view, until the
 * reader does something.
 */
export function useFollowAnchor(sections: Ref<HTMLElement | null>): void {
  const route = useRoute()
  const observer = new ResizeObserver(() => document.getElementById(route.hash.slice(1))?.scrollIntoView())
  let timer: ReturnType<typeof setTimeout> | undefined
  const stop = (): void => {
    clearTimeout(timer)
    observer.disconnect()
    for (const hand of HANDS) window.removeEventListener(hand, stop, true)
  }
  onMounted(() => {
    if (route.hash === '' || !sections.value) return
    observer.observe(sections.value)
    timer = setTimeout(stop, FOLLOWED_FOR)
    for (const hand of HANDS) window.addEventListener(hand, stop, { capture: true, passive: true })
  })
  onBeforeUnmount(stop)
}
