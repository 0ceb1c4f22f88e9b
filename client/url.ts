import { computed, type WritableComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'

/**
 * One choice of a page, kept in its address so that a link shows the same. The first choice is what holds without a
 * parameter; an unknown value counts as it.
 */
export function useUrlChoice<T extends string>(name: string, choices: readonly [T, ...T[]]): WritableComputedRef<T> {
  const route = useRoute()
  const router = useRouter()
  return computed<T>({
    get: () => choices.find((choice) => choice === route.query[name]) ?? choices[0],
    set: (value) => {
      const query = { ...route.query, [name]: value === choices[0] ? undefined : value }
      void router.replace({ query, hash: route.hash })
    },
  })
}
