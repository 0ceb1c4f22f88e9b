import { isIP } from 'node:net'
import { z } from 'zod'
import {
  MAIL_SECURITY,
  SYSLOG_TRANSPORTS,
  WEBHOOK_TEMPLATES,
  type ChannelConfig,
  type ChannelTarget,
} from '../../shared/channel.ts'
import { MAX_FILTER_LENGTH } from '../../shared/filter.ts'
import { FINDING_CODES, SEVERITIES } from '../../shared/finding.ts'
import { DAY, MINUTE } from '../../shared/time.ts'
import { isPlain } from '../names/subject.ts'

/** Octets of a body: a chain of certificates, and what stands beside it. */
export const CHANNEL_BODY_LIMIT = 131_072
/** Letters of a name, of an address, of a secret, of certificates. */
const MAX_NAME = 80
const MAX_ADDRESS = 254 // RFC 5321 s4.5.3.1.3, without its brackets
const MAX_URL = 2_000
const MAX_SECRET = 500
const MAX_CA = 100_000
const MAX_RECIPIENTS = 50
/** RFC 5424 s6.2.1. */
const FACILITIES = { least: 0, most: 23 } as const

const line = (most: number) =>
  z
    .string()
    .trim()
    .min(1, 'it is missing')
    .max(most, `it has at most ${most} characters`)
    .refine(isPlain, 'it is one line of text, without control characters')
const hostName = z
  .string()
  .max(253, 'it is too long')
  .refine((text) => isIP(text) !== 0 || /^(?!-)[A-Za-z0-9_-]{1,63}(\.[A-Za-z0-9_-]{1,63})*\.?$/.test(text), {
    error: 'it is a name or an address, as in logs.example or 192.0.2.1, without a port',
  })
const port = z.int().min(1, 'a port is 1 to 65535').max(65_535, 'a port is 1 to 65535')
const ca = z
  .string()
  .max(MAX_CA, `it has at most ${MAX_CA} characters`)
  .regex(/-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----/, 'it is a certificate in PEM, or null')
  .nullable()
const secret = z.string().min(1, 'it is empty: null takes it away').max(MAX_SECRET).nullable().exactOptional()
/** What may stand in a header line: no line end, no list, no brackets. */
const mailbox = z
  .string()
  .max(MAX_ADDRESS)
  .regex(/^[^\s@<>,;:"()[\]\\]+@[^\s@<>,;:"()[\]\\]+$/, 'it is an address like noc@example.com, without a name')
  .refine(isPlain, 'it is an address like noc@example.com')

const SYSLOG = z.strictObject({
  kind: z.literal('syslog'),
  host: hostName,
  port,
  transport: z.enum(SYSLOG_TRANSPORTS, `it is one of ${SYSLOG_TRANSPORTS.join(', ')}`),
  facility: z.int().min(FACILITIES.least).max(FACILITIES.most, 'a facility is 0 to 23'),
  ca,
})
const WEBHOOK = z
  .strictObject({
    kind: z.literal('webhook'),
    url: z
      .url({ protocol: /^https?$/, error: 'it is an address that begins with https:// or http://' })
      .max(MAX_URL, `it has at most ${MAX_URL} characters`)
      .refine((text) => !/[#@]/.test(new URL(text).host + new URL(text).hash) && new URL(text).username === '', {
        error: 'it has no user, no password and no part after #',
      }),
    template: z.enum(WEBHOOK_TEMPLATES, `it is one of ${WEBHOOK_TEMPLATES.join(', ')}`),
    chat: line(MAX_NAME).nullable(),
    secret,
    ca,
  })
  .refine(({ template, chat }) => template !== 'telegram' || chat !== null, {
    path: ['chat'],
    error: 'Telegram needs the chat',
  })
const EMAIL = z.strictObject({
  kind: z.literal('email'),
  host: hostName,
  port,
  security: z.enum(MAIL_SECURITY, `it is one of ${MAIL_SECURITY.join(', ')}`),
  user: line(MAX_ADDRESS).nullable(),
  password: secret,
  from: mailbox,
  to: z.array(mailbox).min(1, 'somebody has to get it').max(MAX_RECIPIENTS, `at most ${MAX_RECIPIENTS} addresses`),
  ca,
})
const TARGET = z.discriminatedUnion('kind', [SYSLOG, WEBHOOK, EMAIL]) satisfies z.ZodType<ChannelTarget>

export const CHANNEL_ID = z
  .string()
  .max(40, 'it has at most 40 characters')
  .regex(/^[a-z0-9-]+$/, 'it is a word of a-z, 0-9 and -')

/** What a channel is, beside its name in the API. */
export const CHANNEL = z.strictObject({
  name: line(MAX_NAME),
  on: z.boolean(),
  target: TARGET,
  severity: z.enum(SEVERITIES, `it is one of ${SEVERITIES.join(', ')}`),
  codes: z
    .array(z.enum(FINDING_CODES, 'it is no code of a finding'))
    .refine((codes) => new Set(codes).size === codes.length, 'each code stands there once'),
  filter: z.string().max(MAX_FILTER_LENGTH, `it has at most ${MAX_FILTER_LENGTH} characters`),
  closed: z.boolean(),
  groupFor: z.number().min(0).max(DAY, 'it is a day at most'),
  repeatAfter: z
    .number()
    .min(MINUTE, 'it is a minute at least')
    .max(365 * DAY, 'it is a year at most')
    .nullable(),
  language: z.enum(['en', 'pt-BR'], 'it is en or pt-BR'),
}) satisfies z.ZodType<Omit<ChannelConfig, 'id'>>
