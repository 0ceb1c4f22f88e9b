import type { ExportName } from '../../shared/export.ts'

/** What may be asked of a data set. Pure. */
interface DataSet {
  /** `range`: what touches it. `moment`: as of one. `moments`: one against another. */
  time: 'range' | 'moment' | 'moments'
  /** A row a step: minutes or hours. */
  steps: boolean
  /** Its rows are in the order of time, so that the last ones are found in the last minutes. */
  timely: boolean
}

export const DATA_SETS: Readonly<Record<ExportName, DataSet>> = {
  memberships: { time: 'range', steps: false, timely: true },
  events: { time: 'range', steps: false, timely: true },
  snapshot: { time: 'moment', steps: false, timely: false },
  counts: { time: 'range', steps: true, timely: true },
  'group-counts': { time: 'range', steps: true, timely: true },
  queriers: { time: 'range', steps: false, timely: false },
  findings: { time: 'range', steps: false, timely: true },
  difference: { time: 'moments', steps: false, timely: false },
}
