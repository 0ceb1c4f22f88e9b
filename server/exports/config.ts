import { resolve } from 'node:path'
import { z } from 'zod'
import { EXPORT_FORMATS, EXPORT_STEPS, EXPORTS } from '../../shared/export.ts'
import { SCHEDULE_EVERY } from '../../shared/export-schedule.ts'
import { UsageError } from '../cli/usage-error.ts'
import { exportFilterError, isZone } from '../history/store.ts'
import type { ExportOrder } from './order.ts'
import type { Schedule } from './schedule.ts'

/** ISO 8601: Monday is the first. */
const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const
/** Files of one export that are kept, at most. */
const MAX_KEPT = 10_000

/** A table `[[export]]` of a configuration file. */
export const ExportConfig = z.strictObject({
  name: z.enum(EXPORTS),
  folder: z.string().min(1),
  /** How the names of its files begin; absent: with the name. */
  file: z
    .string()
    .regex(/^\w[\w.-]{0,59}$/, 'it must be letters, digits, ".", "_" or "-", at most 60')
    .optional(),
  every: z.enum(SCHEDULE_EVERY),
  weekday: z.enum(WEEKDAYS).optional(),
  at: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'it must be a time of day, as in "00:10"')
    .default('00:10'),
  zone: z.string().refine(isZone, 'it must be a zone like America/Sao_Paulo').optional(),
  filter: z.string().default(''),
  format: z.enum(EXPORT_FORMATS).default('csv'),
  step: z.enum(EXPORT_STEPS).optional(),
  gzip: z.boolean().default(false),
  delimiter: z.enum([',', ';']).default(','),
  bom: z.boolean().default(false),
  /** Absent: all are kept. */
  keep: z.int().min(1).max(MAX_KEPT).optional(),
})
type ExportConfig = z.infer<typeof ExportConfig>

/** What is exported when, and to where. */
export interface ScheduledExport {
  folder: string
  file: string
  schedule: Schedule
  keep: number | null
  order: Omit<ExportOrder, 'query'> & { filter: string; step: ExportConfig['step'] }
}

/** Throws `UsageError` where one cannot be done, or two would write the same files. */
export function scheduledOf(configs: readonly ExportConfig[] = []): ScheduledExport[] {
  const exports = configs.map(exportOf)
  const taken = new Set<string>()
  for (const { folder, file, schedule, order } of exports) {
    const files = `${folder}/${file}_${schedule.every}.${order.options.format ?? ''}`
    if (taken.has(files)) {
      throw new UsageError(`Two scheduled exports write ${file} to ${folder}. Remedy: another file for one of them.`)
    }
    taken.add(files)
  }
  return exports
}

function exportOf(config: ExportConfig): ScheduledExport {
  const { name, every, weekday, at, zone, filter, format, step, gzip, delimiter, bom, keep = null } = config
  const error = exportFilterError(name, filter)
  if (error) throw new UsageError(`The scheduled export ${name}: filter, column ${error.column}: ${error.message}`)
  if (weekday !== undefined && every === 'day') {
    throw new UsageError(`The scheduled export ${name} runs every day: leave out its weekday.`)
  }
  const [hour = 0, minute = 0] = at.split(':').map(Number)
  return {
    folder: resolve(config.folder),
    file: config.file ?? name,
    schedule: { every, weekday: WEEKDAYS.indexOf(weekday ?? 'monday') + 1, hour, minute, zone: zone ?? 'UTC' },
    keep,
    order: { name, filter, step, gzip, options: { format, delimiter, bom, ...(zone === undefined ? {} : { zone }) } },
  }
}
