import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { Moment } from '../../shared/past.ts'
import type { EpochMs } from '../../shared/time.ts'

/** What the page knows of the moment it shows, when that is not now. */
export const usePast = defineStore('past', () => {
  /** As of when the page is shown; null: it is live. A page that has no past is live whatever its address says. */
  const at = ref<EpochMs | null>(null)
  /** Questions about the past that are under way. */
  const asking = ref(0)
  /** What the last answer said of its moment. */
  const told = shallowRef<Moment | null>(null)
  const blind = computed(() => (told.value !== null && at.value === told.value.at ? told.value.blind : []))
  return { at, asking, told, blind }
})
