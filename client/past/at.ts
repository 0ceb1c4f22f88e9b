import { computed, type ComputedRef, type InjectionKey } from 'vue'
import { useRoute, useRouter, type RouteLocationRaw } from 'vue-router'
import type { EpochMs } from '../../shared/time.ts'
import { useClock } from '../stores/clock.ts'
import { readMoment, writeMoment } from './moment.ts'

/** As of when the views below show the network; null: live. What is outside of a page (the bar's alarms) has none. */
export const PAST_AT: InjectionKey<ComputedRef<EpochMs | null>> = Symbol('past at')

let leaving = false
/** True while the reader goes back to live: then the moment is not carried on. */
export const isLeavingPast = (): boolean => leaving

/** The moment in the address, and the ways to another one. */
export function usePastAddress() {
  const route = useRoute()
  const router = useRouter()
  const clock = useClock()
  const at = computed(() => readMoment(route.query['at']))
  const to = (moment: EpochMs): RouteLocationRaw => ({
    query: { ...route.query, at: writeMoment(moment) },
    hash: route.hash,
  })
  /** `step`: a step that Back takes back; a slider that moves makes none. */
  async function go(moment: EpochMs, step: boolean): Promise<void> {
    const whole = Math.round(moment)
    if (whole >= clock.present) await toLive()
    else if (whole !== at.value) await (step ? router.push(to(whole)) : router.replace(to(whole)))
  }
  /** `without`: other words of the address that go with it. */
  async function toLive(...without: string[]): Promise<void> {
    const kept = Object.entries(route.query).filter(([name]) => name !== 'at' && !without.includes(name))
    leaving = true
    try {
      await router.push({ query: Object.fromEntries(kept), hash: route.hash })
    } finally {
      leaving = false
    }
  }
  return { at, to, go, toLive }
}
