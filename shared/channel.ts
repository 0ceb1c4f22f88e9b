import type { FindingCode, Severity } from './finding.ts'
import type { Notice } from './notice.ts'
import type { DurationMs, EpochMs } from './time.ts'

/*
 * Where findings are told outside of the page. The routes: GET /channels, PUT /channels/:id, DELETE /channels/:id,
 * POST /channels/:id/test, GET /deliveries.
 */

export const CHANNEL_KINDS = ['syslog', 'webhook', 'email'] as const
export type ChannelKind = (typeof CHANNEL_KINDS)[number]

export const SYSLOG_TRANSPORTS = ['udp', 'tcp', 'tls'] as const
/** `json`: our own, signed. The others are what those services take. */
export const WEBHOOK_TEMPLATES = ['json', 'slack', 'teams', 'telegram'] as const
/** `starttls` must succeed; `none` is for a server on this machine. */
export const MAIL_SECURITY = ['tls', 'starttls', 'none'] as const

export interface SyslogTarget {
  kind: 'syslog'
  host: string
  port: number
  transport: (typeof SYSLOG_TRANSPORTS)[number]
  /** RFC 5424 s6.2.1: 0 to 23. */
  facility: number
  /** Certificates that are trusted besides the usual ones, PEM; null: none. */
  ca: string | null
}
export interface WebhookTarget {
  kind: 'webhook'
  /** http or https. What follows the host may be a secret itself: an answer has `/***` there, and a change that has it keeps it. */
  url: string
  template: (typeof WEBHOOK_TEMPLATES)[number]
  /** The chat of Telegram; null: not needed. */
  chat: string | null
  /** Of the signature HMAC-SHA-256. Written only: an answer has null. Left out in a change: it stays. */
  secret?: string | null
  ca: string | null
}
export interface EmailTarget {
  kind: 'email'
  host: string
  port: number
  security: (typeof MAIL_SECURITY)[number]
  user: string | null
  /** Written only, as `secret` above. */
  password?: string | null
  from: string
  to: readonly string[]
  ca: string | null
}
export type ChannelTarget = SyslogTarget | WebhookTarget | EmailTarget

export interface ChannelConfig {
  /** Of its address in the API: letters, digits, `-`. */
  id: string
  name: string
  on: boolean
  target: ChannelTarget
  /** What is told: from this severity on, ... */
  severity: Severity
  /** ... of these rules; empty: all. */
  codes: readonly FindingCode[]
  /** ... of the segments that match; in the grammar of the pages. */
  filter: string
  /** That it is over as well. */
  closed: boolean
  /** What belongs together waits so long for more of it and goes as one message. */
  groupFor: DurationMs
  /** Still open after so long: told again; null: never. */
  repeatAfter: DurationMs | null
  language: 'en' | 'pt-BR'
}

export interface ChannelRow extends Omit<ChannelConfig, 'target'> {
  target: ChannelTarget
  /** From the configuration file: it cannot be changed here. */
  fixed: boolean
  hasSecret: boolean
  /** Messages that wait. */
  waiting: number
  sent: number
  /** Given up after the last attempt, or no room in the queue. */
  lost: number
  lastSentAt: EpochMs | null
  /** Why the last attempt failed; null: it did not. */
  trouble: Notice | null
  /** Of the next attempt; null: nothing waits. */
  nextAttemptAt: EpochMs | null
}
export interface ChannelsAnswer {
  channels: readonly ChannelRow[]
}

/** In the place of what follows the host of a webhook. */
export const REST_KEPT = '/***'
const ADDRESS = /^([a-z]+:)\/\/([^/?#]*@)?([^/?#]*)(.*)$/i
const USUAL_PORT: Readonly<Record<string, RegExp>> = { 'https:': /:443$/, 'http:': /:80$/ }
/** Its address as it may be told: whoever knows all of that of Slack, Teams or Telegram may send there, or more. */
export function shownUrl(url: string): string {
  const [scheme = '', user = '', host = '', rest = ''] = ADDRESS.exec(url)?.slice(1) ?? []
  return user === '' && (rest === '' || rest === '/')
    ? url
    : `${scheme}//${host.replace(USUAL_PORT[scheme] ?? '', '')}${REST_KEPT}`
}
/** Of an address as it was told, and not as it is. */
export const isShownUrl = (url: string): boolean => /^https?:\/\/[^/?#]+\/\*\*\*$/i.test(url)

export const DELIVERY_STATES = ['waiting', 'sent', 'lost'] as const
/** What was sent, or is to be; the newest first. */
export interface DeliveryRow {
  id: number
  channel: string
  at: EpochMs
  state: (typeof DELIVERY_STATES)[number]
  attempts: number
  lastAttemptAt: EpochMs | null
  /** A message of several findings says how many. */
  findings: number
  /** Its first line, as it was sent. */
  text: string
  trouble: Notice | null
  test: boolean
}
export interface DeliveriesAnswer {
  rows: readonly DeliveryRow[]
  /** `before` of the next page; null: there are no older ones. */
  next: number | null
}
/** Of POST /channels/:id/test: it was handed over, or why not. */
export interface TestAnswer {
  sent: boolean
  trouble: Notice | null
  took: DurationMs
}
