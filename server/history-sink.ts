import type { Sink } from './outlet.ts'
import type { History } from './history/store.ts'

/** The history as a sink of the monitor. */
export const historySink = (history: History): Sink => ({
  step: (source, step, clock) => history.record(source, step, clock),
  blind: (source, from, to, why) => history.gap(source, from, to, why),
  setBack: (source, from, to) => history.setBack(source, from, to),
})
