import { z } from 'zod'
import { read } from './params.ts'

/** Rows of a page. */
const MAX_ROWS = 500
const USUAL_ROWS = 100

const whole = (most: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, 'it must be a whole number')
    .transform(Number)
    .pipe(z.int().min(1, 'it must be 1 at least').max(most, `it must be ${most} at most`))
    .meta({ type: 'integer', minimum: 1, maximum: most })

export const AUDIT = z.strictObject({
  before: whole(Number.MAX_SAFE_INTEGER)
    .optional()
    .meta({ description: 'Rows before this one: `next` of the page before.' }),
  limit: whole(MAX_ROWS).default(USUAL_ROWS).meta({ description: 'Rows of the answer at most.' }),
})

export const auditOf = (query: unknown): { before?: number | undefined; limit: number } => read(AUDIT, query)
