import type { ExportName } from '../../shared/export.ts'
import type { ListFields } from '../lists/fields.ts'

/** What may be asked of a data set. Pure. */
interface DataSet {
  /** `range`: what touches it. `moment`: as of one. `moments`: one against another. */
  time: 'range' | 'moment' | 'moments'
  /** A row a step: minutes or hours. */
  steps: boolean
  /** Its rows are in the order of time, so that the last ones are found in the last minutes. */
  timely: boolean
  /** What its rows can be filtered by. */
  fields: ListFields
}

export const DATA_SETS: Readonly<Record<ExportName, DataSet>> = {
  memberships: { time: 'range', steps: false, timely: true, fields: 'memberships' },
  events: { time: 'range', steps: false, timely: true, fields: 'events' },
  snapshot: { time: 'moment', steps: false, timely: false, fields: 'snapshot' },
  counts: { time: 'range', steps: true, timely: true, fields: 'counts' },
  'group-counts': { time: 'range', steps: true, timely: true, fields: 'group-counts' },
  queriers: { time: 'range', steps: false, timely: false, fields: 'askers' },
  findings: { time: 'range', steps: false, timely: true, fields: 'findings' },
  difference: { time: 'moments', steps: false, timely: false, fields: 'difference' },
}
