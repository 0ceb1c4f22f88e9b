import { z } from 'zod'
import { exportFilterError, isPin, isZone } from '../history/store.ts'
import { EXPORT_STEPS, EXPORTS, type ExportName } from '../../shared/export.ts'
import type { EpochMs } from '../../shared/time.ts'
import { flag, inOrder, instant, mustBeReadable, read } from './params.ts'
import { HttpProblem } from './problem.ts'

/* What an export may be asked: one schema for all data sets, and which of its parameters are about which of them. */

/** Characters of a pin: it has a few for each tap. */
const MAX_PIN = 8_192

export const EXPORT = z.strictObject({
  from: instant.optional(),
  to: instant.optional(),
  filter: z.string().default(''),
  delimiter: z.enum([',', ';'], { error: 'it must be , or ;' }).default(','),
  bom: flag.default(false),
  zone: z.string().refine(isZone, 'it must be a zone like America/Sao_Paulo').optional(),
  /** Of a snapshot. */
  at: instant.optional(),
  /** Of counts. */
  step: z.enum(EXPORT_STEPS, { error: 'it must be minute or hour' }).optional(),
  gzip: flag.default(false),
  pin: z.string().max(MAX_PIN).refine(isPin, 'it must be one that came with a count').optional(),
  skip: z
    .string()
    .regex(/^\d{1,15}$/, 'it must be a whole number')
    .transform(Number)
    .optional(),
})
export type ExportParameters = z.infer<typeof EXPORT>

/** Which of them belong to some files only, and to which. */
const ONLY_OF: Readonly<Partial<Record<keyof ExportParameters, (name: ExportName) => boolean>>> = {
  from: (name) => name !== 'snapshot',
  to: (name) => name !== 'snapshot',
  at: (name) => name === 'snapshot',
  step: (name) => name === 'counts' || name === 'group-counts',
}

/** As far as it is about this file. */
export function exportSchema(name: ExportName): z.ZodObject {
  const fields = Object.entries(EXPORT.shape).filter(
    ([parameter]) => ONLY_OF[parameter as keyof ExportParameters]?.(name) ?? true,
  )
  return z.strictObject(Object.fromEntries(fields))
}

/** `now`: nothing is known of what is still to come. */
export function exportOf(name: ExportName, query: unknown, now: EpochMs): ExportParameters {
  const request = inOrder(read(EXPORT, query))
  for (const [parameter, belongs] of Object.entries(ONLY_OF)) {
    if (request[parameter as keyof ExportParameters] === undefined || belongs(name)) continue
    const those = EXPORTS.filter(ONLY_OF[parameter as keyof ExportParameters]!).join(', ')
    throw new HttpProblem(400, `There is no parameter ${parameter} for ${name}: it is for ${those}.`)
  }
  for (const parameter of name === 'difference' ? (['from', 'to'] as const) : (['at'] as const)) {
    if ((request[parameter] ?? now) > now) throw new HttpProblem(400, `${parameter}: that moment is still to come.`)
  }
  if (name === 'difference' && (request.from === undefined || request.to === undefined)) {
    throw new HttpProblem(400, 'from, to: a difference is between two moments.')
  }
  if (request.skip !== undefined && request.pin === undefined) {
    throw new HttpProblem(400, 'skip: it needs the pin of the file that it goes on with.')
  }
  mustBeReadable(exportFilterError(name, request.filter))
  return request
}
