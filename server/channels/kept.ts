import { z } from 'zod'
import { DELIVERY_STATES, type DeliveryRow } from '../../shared/channel.ts'
import { SEVERITIES } from '../../shared/finding.ts'
import { NOTICES, type NoticeCode } from '../../shared/notice.ts'
import { ALARM_STATES, type Alarm, type AlarmCode } from '../alarms/alarm.ts'
import type { BookState } from '../alarms/book.ts'
import type { QueueState } from '../alarms/queue.ts'
import type { KeptAccount } from './account.ts'

/* What stands in the files of the channels, checked when it is read: somebody may have written there. */

const VALUES = z.record(z.string(), z.union([z.string(), z.number()]))
const ALARM = z.object({
  subject: z.string(),
  // A code of a newer version is told by its title, which is the code.
  code: z.string().transform((code) => code as AlarmCode),
  severity: z.enum(SEVERITIES),
  source: z.string(),
  segment: z.string().nullable(),
  segmentName: z.string().nullable(),
  group: z.string().nullable(),
  groupName: z.string().nullable(),
  host: z.string().nullable(),
  hostName: z.string().nullable(),
  sentence: z.string(),
  values: VALUES,
  openedAt: z.number(),
  closedAt: z.number().nullable(),
}) satisfies z.ZodType<Alarm>
const TOLD = z.object({ state: z.enum(ALARM_STATES), alarm: ALARM })
const COUNTS = z.object({ information: z.number(), warning: z.number(), critical: z.number() })
const NOTICE = z.object({
  code: z.custom<NoticeCode>((code) => typeof code === 'string' && Object.hasOwn(NOTICES, code)),
  values: VALUES,
})

const BOOK = z.object({
  told: z.array(z.object({ alarm: ALARM, severity: z.enum(SEVERITIES), at: z.number() })),
  pending: z.array(TOLD.extend({ since: z.number() })),
  unlisted: COUNTS,
  sentAt: z.array(z.number()),
}) satisfies z.ZodType<BookState>
const QUEUE = z.object({
  waiting: z.array(
    z.object({
      id: z.number(),
      delivery: z.string(),
      at: z.number(),
      message: z.object({ told: z.array(TOLD), counts: COUNTS.extend({ over: z.number() }), total: z.number() }),
      headline: z.string(),
      attempts: z.number(),
      lastAttemptAt: z.number().nullable(),
      trouble: NOTICE.nullable(),
      // Files of earlier versions have none.
      leapt: z.number().default(0),
    }),
  ),
  failures: z.number(),
  nextAt: z.number(),
}) satisfies z.ZodType<QueueState>

/** Of one channel. */
export interface KeptChannel extends KeptAccount {
  book: BookState
  queue: QueueState
}
export const KEPT_CHANNEL = z.object({
  book: BOOK,
  queue: QUEUE,
  sent: z.number(),
  lost: z.number(),
  lastSentAt: z.number().nullable(),
  trouble: NOTICE.nullable(),
  losing: z.object({ since: z.number(), lost: z.number(), trouble: NOTICE }).nullable().default(null),
}) satisfies z.ZodType<KeptChannel>

/** The log of all. */
export const KEPT_LOG = z.object({
  rows: z.array(
    z.object({
      id: z.number(),
      channel: z.string(),
      at: z.number(),
      state: z.enum(DELIVERY_STATES),
      attempts: z.number(),
      lastAttemptAt: z.number().nullable(),
      findings: z.number(),
      text: z.string(),
      trouble: NOTICE.nullable(),
      test: z.boolean(),
    }),
  ),
}) satisfies z.ZodType<{ rows: DeliveryRow[] }>
