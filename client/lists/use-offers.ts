import { computed, ref, watch, type Ref } from 'vue'
import { FINDING_CODES } from '../../shared/finding.ts'
import { findingTitle } from '../findings/text.ts'
import { lookUpOf, offersFor } from './complete.ts'
import type { ListFields } from './fields.ts'
import { useSeenValues } from './use-seen-values.ts'

/** What a value is called, where it is a code. */
const called = (field: string, value: string): string | null => {
  const code = field === 'code' ? FINDING_CODES.find((known) => known === value) : undefined
  return code ? findingTitle(code) : null
}

/** What is offered for the term that is being typed, and which of it is chosen; -1: none. */
export function useOffers(draft: Ref<string>, fields: () => ListFields) {
  const open = ref(false)
  const active = ref(-1)
  const seen = useSeenValues(() => (open.value ? lookUpOf(draft.value, fields()) : null))
  const offers = computed(() => (open.value ? offersFor(draft.value, fields(), seen.values.value, called) : []))
  watch(offers, () => (active.value = -1))
  return { open, active, offers, forget: () => seen.forget() }
}
