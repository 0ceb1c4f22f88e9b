import { z } from 'zod'
import { CHANNEL_ID } from './channel-schema.ts'

/** Rows of an answer at most, and when `limit` is not given. */
const MAX_ROWS = 500
const USUAL_ROWS = 100

const whole = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, 'it must be a whole number')
    .transform(Number)
    .pipe(z.int().min(min, `it must be ${min} at least`).max(max, `it must be ${max} at most`))
    .meta({ type: 'integer', minimum: min, maximum: max })

/** Which messages. */
export const DELIVERIES = z.strictObject({
  channel: CHANNEL_ID.optional().meta({ description: 'Of this channel only.' }),
  before: whole(0, Number.MAX_SAFE_INTEGER).optional().meta({
    description: 'What `next` of the page before says; absent: from the newest on.',
  }),
  limit: whole(1, MAX_ROWS).default(USUAL_ROWS).meta({ description: 'Rows of the answer at most.' }),
})
export type DeliveriesQuery = z.infer<typeof DELIVERIES>
