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

/** A text of a page, kept in its address: which row is chosen, how a table is sorted. null leaves it out. */
export function useUrlText(name: string): WritableComputedRef<string | null> {
  const route = useRoute()
  const router = useRouter()
  const page = route.name
  return computed<string | null>({
    get() {
      const value = route.query[name]
      return typeof value === 'string' && value !== '' ? value : null
    },
    set(value) {
      // While the page is left, the address is already another one's.
      if (route.name !== page) return
      void router.replace({ query: { ...route.query, [name]: value ?? undefined }, hash: route.hash })
    },
  })
}
