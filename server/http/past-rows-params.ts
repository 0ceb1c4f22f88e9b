import { z } from 'zod'
import { exportFilterError } from '../history/store.ts'
import { ORDERS, type Order } from '../../shared/past-rows.ts'
import type { EpochMs } from '../../shared/time.ts'
import { CUT, inOrder, instant, mustBeReadable, read } from './params.ts'

const ROWS = {
  from: instant.optional().meta({ description: 'Not before this time; absent: from the beginning.' }),
  to: instant.optional().meta({ description: 'Before this time; absent: up to now.' }),
  filter: CUT.filter,
  limit: CUT.limit,
  cursor: CUT.cursor,
}

export const PAST_EVENTS = z.strictObject({
  ...ROWS,
  order: z
    .enum(ORDERS, { error: `it must be one of ${ORDERS.join(', ')}` })
    .default('desc')
    .meta({ description: '`desc`: the newest first.' }),
})
/** In the order of their ends, those that last come last: as in the file. */
export const PAST_MEMBERSHIPS = z.strictObject(ROWS)

export interface PastRowsAsked {
  from?: EpochMs | undefined
  to?: EpochMs | undefined
  filter: string
  limit: number
  cursor?: string | undefined
}

export function pastEventsOf(query: unknown): PastRowsAsked & { order: Order } {
  const asked = inOrder(read(PAST_EVENTS, query))
  mustBeReadable(exportFilterError('events', asked.filter))
  return asked
}

export function pastMembershipsOf(query: unknown): PastRowsAsked {
  const asked = inOrder(read(PAST_MEMBERSHIPS, query))
  mustBeReadable(exportFilterError('memberships', asked.filter))
  return asked
}
