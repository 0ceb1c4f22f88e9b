import { onMounted, onScopeDispose, ref, type Ref, type ShallowRef } from 'vue'

/** The width of an element in pixels, as it changes. */
export function useWidth(element: Readonly<ShallowRef<HTMLElement | null>>): Readonly<Ref<number>> {
  const width = ref(0)
  const observer = new ResizeObserver(([entry]) => {
    if (entry) width.value = entry.contentRect.width
  })
  onMounted(() => {
    if (element.value) observer.observe(element.value)
  })
  onScopeDispose(() => observer.disconnect())
  return width
}
