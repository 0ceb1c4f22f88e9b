import { useVirtualizer } from '@tanstack/vue-virtual'
import { computed, type Ref } from 'vue'

/*
 * The only file that knows the virtual list library: which rows of a long list are near the visible part.
 */
interface VirtualRows {
  /** The rows to draw: their index and their place in pixels. */
  items: Readonly<Ref<readonly { index: number; top: number }[]>>
  height: Readonly<Ref<number>>
  /** The first and last row that are really seen. */
  range: Readonly<Ref<{ first: number; last: number }>>
  scrollTo(index: number): void
}

export function useVirtualRows(
  scroller: Readonly<Ref<HTMLElement | null>>,
  count: Readonly<Ref<number>>,
  rowHeight: Readonly<Ref<number>>,
): VirtualRows {
  const virtualizer = useVirtualizer(
    computed(() => ({
      count: count.value,
      getScrollElement: () => scroller.value,
      estimateSize: () => rowHeight.value,
      getItemKey: (index: number) => `${rowHeight.value} ${index}`,
      overscan: 10,
    })),
  )
  const items = computed(() => virtualizer.value.getVirtualItems().map(({ index, start }) => ({ index, top: start })))
  const range = computed(() => {
    const seen = virtualizer.value.range
    return { first: seen?.startIndex ?? 0, last: seen?.endIndex ?? 0 }
  })
  return {
    items,
    height: computed(() => virtualizer.value.getTotalSize()),
    range,
    scrollTo: (index) => virtualizer.value.scrollToIndex(index, { align: 'auto' }),
  }
}
