import { onScopeDispose, ref, type Ref } from 'vue'

/** Below this width a page is one column: a phone. */
const NARROW_PX = 700

/** Follows whether the window is narrow. */
export function useNarrow(): Readonly<Ref<boolean>> {
  const query = window.matchMedia(`(max-width: ${NARROW_PX}px)`)
  const narrow = ref(query.matches)
  const follow = (): void => {
    narrow.value = query.matches
  }
  query.addEventListener('change', follow)
  onScopeDispose(() => query.removeEventListener('change', follow))
  return narrow
}
