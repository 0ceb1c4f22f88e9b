import type { ScheduledExport } from './config.ts'
import type { Period } from './schedule.ts'

/* The names of the files of a scheduled export: they say what is in them, so none is taken for another's. */

const middleOf = ({ schedule: { every } }: ScheduledExport): string => (every === 'week' ? '_week-' : '_')
const endOf = ({ order: { options, gzip } }: ScheduledExport): string =>
  `.${options.format ?? 'csv'}${gzip ? '.gz' : ''}`

/** `events_2026-11-25.csv`, `events_week-2026-11-16.csv.gz`. */
export const fileOf = (scheduled: ScheduledExport, { label }: Period): string =>
  `${scheduled.file}${middleOf(scheduled)}${label}${endOf(scheduled)}`

/** Its own files among those of a folder that are older than the newest `keep`. */
export function outdated(scheduled: ScheduledExport, names: readonly string[]): string[] {
  const { file, keep } = scheduled
  if (keep === null) return []
  const [begin, end] = [`${file}${middleOf(scheduled)}`, endOf(scheduled)]
  const own = names.filter(
    (name) =>
      name.startsWith(begin) && name.endsWith(end) && /^\d{4}-\d\d-\d\d$/.test(name.slice(begin.length, -end.length)),
  )
  return own.sort().slice(0, Math.max(own.length - keep, 0))
}
