import { computed, onBeforeUnmount, onMounted, ref, shallowRef, watch, type Ref } from 'vue'
import { AT_TOP, drawnHeight, scrolled, settled, showing, type LongPlace } from './lists/long-scroll.ts'

/** Rows beyond what is seen that are drawn already. */
const OVERSCAN = 10
/** So long after the last movement the bar goes to its right place. */
const STILL_MS = 150

interface VirtualRows {
  /** The rows to draw: their index and their place in pixels. */
  items: Readonly<Ref<readonly { index: number; top: number }[]>>
  height: Readonly<Ref<number>>
  /** The first and last row that are really seen. */
  range: Readonly<Ref<{ first: number; last: number }>>
  scrollTo(index: number): void
}

/** Which rows of a list of any length are near the visible part. All are of one height, so nothing is kept of each. */
export function useVirtualRows(
  scroller: Readonly<Ref<HTMLElement | null>>,
  body: Readonly<Ref<HTMLElement | null>>,
  count: Readonly<Ref<number>>,
  rowHeight: Readonly<Ref<number>>,
): VirtualRows {
  const view = ref(0)
  const place = shallowRef<LongPlace>(AT_TOP)
  const sizes = computed(() => ({ total: count.value * rowHeight.value, view: view.value }))
  let still: ReturnType<typeof setTimeout> | undefined

  function put(next: LongPlace): void {
    place.value = next
    const element = scroller.value
    if (!element || Math.abs(element.scrollTop - next.bar) < 1) return
    element.scrollTop = next.bar
    // What the browser made of it.
    place.value = { ...next, bar: element.scrollTop }
  }
  /** Where the bar is now. A browser that moves it step by step may be ahead of what it told; true when it was. */
  function follow(): boolean {
    const bar = scroller.value?.scrollTop ?? place.value.bar
    if (bar === place.value.bar) return false
    place.value = scrolled(place.value, bar, sizes.value)
    return true
  }
  function onScroll(): void {
    follow()
    clearTimeout(still)
    still = setTimeout(settle, STILL_MS)
  }
  function settle(): void {
    // To set the bar while the browser still moves it would end the movement halfway.
    if (follow()) onScroll()
    else put(settled(place.value.position, sizes.value))
  }
  function measure(): void {
    const [outer, inner] = [scroller.value, body.value]
    if (outer && inner) view.value = Math.max(0, outer.clientHeight - inner.offsetTop)
  }
  const resized = typeof ResizeObserver === 'undefined' ? null : new ResizeObserver(measure)
  onMounted(() => {
    const element = scroller.value
    if (!element) return
    measure()
    resized?.observe(element)
    element.addEventListener('scroll', onScroll, { passive: true })
  })
  onBeforeUnmount(() => {
    clearTimeout(still)
    resized?.disconnect()
    scroller.value?.removeEventListener('scroll', onScroll)
  })
  // Rows that come or go far above leave the place alone; the bar alone tells of them. The element has its height by then.
  watch(
    sizes,
    (now) => {
      follow()
      put(settled(place.value.position, now))
    },
    { flush: 'post' },
  )

  const range = computed(() => {
    const { position } = place.value
    const last = Math.ceil((position + view.value) / rowHeight.value) - 1
    return {
      first: Math.max(0, Math.min(count.value - 1, Math.floor(position / rowHeight.value))),
      last: Math.max(0, Math.min(count.value - 1, last)),
    }
  })
  // Numbers: what depends on them is made anew only when one of them changes.
  const first = computed(() => Math.max(0, range.value.first - OVERSCAN))
  const last = computed(() => Math.min(count.value - 1, range.value.last + OVERSCAN))
  const shift = computed(() => place.value.bar - place.value.position)
  const items = computed(() =>
    Array.from({ length: Math.max(0, last.value - first.value + 1) }, (_, i) => ({
      index: first.value + i,
      top: (first.value + i) * rowHeight.value + shift.value,
    })),
  )
  return {
    items,
    height: computed(() => drawnHeight(sizes.value)),
    range,
    scrollTo: (index) => put(showing(place.value, index, rowHeight.value, sizes.value)),
  }
}
