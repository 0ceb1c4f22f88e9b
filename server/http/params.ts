import { z } from 'zod'
import { exportFilterError } from '../history/store.ts'
import { COMPLETED_FIELDS, type CompletedField } from '../../shared/api.ts'
import type { FilterError } from '../../shared/filter.ts'
import { FINDING_CODES, FINDING_STATES, SEVERITIES } from '../../shared/finding.ts'
import { MAX_PAGE } from '../../shared/live.ts'
import { GROUP_SORTS, HOST_SORTS, QUERIER_SORTS, SOURCE_SORTS } from '../../shared/sorts.ts'
import { LAST_INSTANT } from '../../shared/time.ts'
import { HttpProblem } from './problem.ts'

/** Rows of a list when `limit` is not given. */
const DEFAULT_LIMIT = 100

const number = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, 'it must be a whole number')
    .transform(Number)
    .pipe(z.int().min(min, `it must be ${min} at least`).max(max, `it must be ${max} at most`))
    .meta({ type: 'integer', minimum: min, maximum: max })
export const flag = z
  .enum(['true', 'false', '1', '0'], { error: 'it must be true or false' })
  .transform((text) => text === 'true' || text === '1')
  .meta({ description: '`true` or `1`, `false` or `0`.' })

/** ISO 8601, or epoch milliseconds. */
export const instant = z
  .string()
  .transform((text, context) => {
    if (/^\d{1,16}(\.\d+)?$/.test(text) && Number(text) <= LAST_INSTANT) return Number(text)
    const iso = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(text) ? Date.parse(text) : NaN
    if (!Number.isNaN(iso)) return iso
    context.addIssue('it must be a time like 2025-11-26T08:00:00Z, or epoch milliseconds')
    return z.NEVER
  })
  .meta({ description: 'A time like `2025-11-26T08:00:00Z`, or epoch milliseconds.' })

/** Of what there is now, and was: the moment that is asked for. */
const AT = { at: instant.optional().meta({ description: 'As of this moment, from the history; absent: now.' }) }

/** Letters of a cursor: a name, a segment and an address. */
const MAX_CURSOR = 4_000
/** What the documentation says of a filter. */
export const FILTER_WORDS = { description: 'Which rows: the filter grammar, as in `vlan:20 group:239.1.0.0/16`.' }
export const CUT = {
  filter: z.string().default('').meta(FILTER_WORDS),
  offset: number(0, 100_000_000).default(0).meta({ description: 'Rows that are left out at the beginning.' }),
  limit: number(1, MAX_PAGE).default(DEFAULT_LIMIT).meta({ description: 'Rows of the answer at most.' }),
  cursor: z.string().max(MAX_CURSOR, 'it is longer than any that was given').optional().meta({
    description: 'What `next` of the page before says, with the same `sort` and `filter`; in place of `offset`.',
  }),
}

export function read<T>(schema: z.ZodType<T>, query: unknown): T {
  const result = schema.safeParse(query)
  if (result.success) return result.data
  const [issue] = result.error.issues
  if (issue?.code === 'unrecognized_keys') {
    throw new HttpProblem(400, `There is no parameter ${issue.keys.join(', ')} here.`)
  }
  throw new HttpProblem(400, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'it is not understood'}.`)
}

/* Schemas are what checks a request and what the documentation of the API is made from (operations/). */

export interface Cut {
  filter: string
  offset: number
  limit: number
  cursor?: string | undefined
}

/** Where to begin is said once. */
export function once<Asked extends { offset: number; cursor?: string | undefined }>(asked: Asked): Asked {
  if (asked.cursor === undefined || asked.offset === 0) return asked
  throw new HttpProblem(400, 'offset: where to begin is said by cursor already.')
}

/** A filter and nothing else. */
export const FILTER = z.strictObject({ filter: CUT.filter })
export const filterOf = (query: unknown): string => read(FILTER, query).filter

/** A moment, for one thing alone. */
export const MOMENT = z.strictObject({ ...AT })
export const groupOf = (query: unknown): z.infer<typeof MOMENT> => read(MOMENT, query)

export const OVERVIEW = FILTER.extend(AT)
export const overviewOf = (query: unknown): z.infer<typeof OVERVIEW> => read(OVERVIEW, query)

export const CUT_LIST = z.strictObject({ ...CUT })
export const cutOf = (query: unknown): Cut => once(read(CUT_LIST, query))

/** A list with an order: `sort` is one of `columns`, with `-` before it for descending; absent: the first of them. */
const sortOf = (columns: readonly [string, ...string[]]) =>
  z
    .string()
    .refine((sort) => columns.includes(sort.replace(/^-/, '')), `it must be one of ${columns.join(', ')}`)
    .default(columns[0])
    .meta({
      description: 'A column, `-` before it for descending.',
      enum: columns.flatMap((name) => [name, `-${name}`]),
    })

const sortedList = (columns: readonly [string, ...string[]]) => z.strictObject({ ...CUT, sort: sortOf(columns) })
export const HOST_LIST = sortedList(HOST_SORTS).extend(AT)
export const QUERIER_LIST = sortedList(QUERIER_SORTS).extend(AT)
export const SOURCE_LIST = sortedList(SOURCE_SORTS)
export const listOf = (schema: typeof HOST_LIST, query: unknown): z.infer<typeof HOST_LIST> => once(read(schema, query))
export const sourceListOf = (query: unknown): z.infer<typeof SOURCE_LIST> => once(read(SOURCE_LIST, query))

export const GROUP_LIST = sortedList(GROUP_SORTS).extend({
  linkLocal: flag.default(false).meta({ description: 'Link-local groups (224.0.0.0/24) too.' }),
  ...AT,
})
export const groupListOf = (query: unknown): z.infer<typeof GROUP_LIST> => once(read(GROUP_LIST, query))

export const MATRIX = z.strictObject({
  filter: CUT.filter,
  hosts: number(1, 200).default(40),
  groups: number(1, 200).default(60),
  ...AT,
})
export const matrixOf = (query: unknown): z.infer<typeof MATRIX> => read(MATRIX, query)

export const COMPLETION = z.strictObject({
  field: z.enum(COMPLETED_FIELDS),
  text: z.string().max(200).default('').meta({ description: 'How the value begins, or what its name has in it.' }),
})
export const completionOf = (query: unknown): { field: CompletedField; text: string } => read(COMPLETION, query)

export const NOTHING = z.strictObject({})
export const noParameters = (query: unknown): void => void read(NOTHING, query)

export const HOST = z.strictObject({
  mac: z.string().optional().meta({ description: 'Which of several hosts with this address.' }),
  ...AT,
})
export const macOf = (query: unknown): z.infer<typeof HOST> => read(HOST, query)

export const FINDINGS = z.strictObject({
  code: z.enum(FINDING_CODES).optional(),
  severity: z.enum(SEVERITIES).optional(),
  segment: z.string().optional(),
  state: z.enum(FINDING_STATES).optional(),
  filter: CUT.filter,
  ...AT,
  /** Of the history; without both: what the rules see now, and have seen since the start. */
  from: instant.optional(),
  to: instant.optional(),
  offset: CUT.offset,
  limit: CUT.limit,
  cursor: CUT.cursor,
})
export type FindingParameters = z.infer<typeof FINDINGS>
export function findingsOf(query: unknown): FindingParameters {
  const request = inOrder(once(read(FINDINGS, query)))
  if (request.at !== undefined && (request.from !== undefined || request.to !== undefined))
    throw new HttpProblem(400, 'at: a moment or a range, not both.')
  // Of the history and of what is live the fields are the same.
  mustBeReadable(exportFilterError('findings', request.filter))
  return request
}

export function inOrder<T extends { from?: number | undefined; to?: number | undefined }>(range: T): T {
  if (range.from === undefined || range.to === undefined || range.from < range.to) return range
  throw new HttpProblem(400, 'from: it must be before to.')
}

/** Throws what is wrong with a filter. */
export function mustBeReadable(error: FilterError | null): void {
  if (!error) return
  const { column, message, notice } = error
  throw new HttpProblem(400, `filter, column ${column}: ${message}`, { column, notice })
}
