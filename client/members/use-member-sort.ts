import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { isMemberColumn } from './sort.ts'

/** The order of a page's member table stands in its address. */
export function useMemberSort(otherwise: string) {
  const route = useRoute()
  const router = useRouter()
  const sort = computed(() => {
    const asked = route.query['sort']
    return typeof asked === 'string' && isMemberColumn(asked) ? asked : otherwise
  })
  const setSort = (next: string): void => void router.replace({ query: { ...route.query, sort: next } })
  return { sort, setSort }
}
