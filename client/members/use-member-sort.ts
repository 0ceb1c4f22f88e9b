import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { isMemberColumn } from './sort.ts'

/** The order of a page's member table stands in its address; of a side panel under another name than the list's. */
export function useMemberSort(otherwise: string, name = 'sort') {
  const route = useRoute()
  const router = useRouter()
  const sort = computed(() => {
    const asked = route.query[name]
    return typeof asked === 'string' && isMemberColumn(asked) ? asked : otherwise
  })
  const setSort = (next: string): void => void router.replace({ query: { ...route.query, [name]: next } })
  return { sort, setSort }
}
