import {
  CHANNEL_KINDS,
  MAIL_SECURITY,
  SYSLOG_TRANSPORTS,
  WEBHOOK_TEMPLATES,
  type ChannelConfig,
  type ChannelKind,
  type ChannelRow,
  type ChannelTarget,
} from '../../shared/channel.ts'
import { FINDING_CODES, type FindingCode, type Severity } from '../../shared/finding.ts'
import { HOUR, SECOND } from '../../shared/time.ts'

/* A channel as it is typed, and as the server takes it. Pure. */

export interface ChannelDraft {
  name: string
  on: boolean
  kind: ChannelKind
  host: string
  port: number | ''
  transport: (typeof SYSLOG_TRANSPORTS)[number]
  facility: number | ''
  url: string
  template: (typeof WEBHOOK_TEMPLATES)[number]
  chat: string
  security: (typeof MAIL_SECURITY)[number]
  user: string
  from: string
  /** Addresses, with commas or line ends between them. */
  to: string
  /** The secret or the password; empty: it stays. */
  secret: string
  /** It is taken away. */
  dropSecret: boolean
  ca: string
  severity: Severity
  /** Empty: all. */
  codes: readonly FindingCode[]
  filter: string
  closed: boolean
  /** Seconds. */
  groupFor: number | ''
  /** Hours; empty: never. */
  repeatAfter: number | ''
  language: ChannelConfig['language']
}
export type ChannelField = keyof ChannelDraft

export const KINDS = CHANNEL_KINDS

/** RFC 5426, RFC 6587 and RFC 5425 s4.1; RFC 8314 s3.3, RFC 6409 s3.1, RFC 5321. */
const PORTS = { udp: 514, tcp: 514, 'syslog tls': 6514, tls: 465, starttls: 587, none: 25 } as const
type How = Pick<ChannelDraft, 'kind' | 'transport' | 'security'>
export function usualPort({ kind, transport, security }: How): number {
  if (kind === 'email') return PORTS[security]
  return transport === 'tls' ? PORTS['syslog tls'] : PORTS[transport]
}

export const newDraft = (language: ChannelConfig['language']): ChannelDraft => ({
  name: '',
  on: true,
  kind: 'webhook',
  host: '',
  port: 514,
  transport: 'udp',
  // local0, RFC 5424 s6.2.1.
  facility: 16,
  url: '',
  template: 'json',
  chat: '',
  security: 'starttls',
  user: '',
  from: '',
  to: '',
  secret: '',
  dropSecret: false,
  ca: '',
  severity: 'warning',
  codes: [],
  filter: '',
  closed: true,
  groupFor: 30,
  repeatAfter: '',
  language,
})

export function draftOf(row: ChannelRow): ChannelDraft {
  const { name, on, target, severity, codes, filter, closed, groupFor, repeatAfter, language } = row
  const common = { name, on, severity, codes, filter, closed, language, ca: target.ca ?? '' }
  const draft: ChannelDraft = {
    ...newDraft(language),
    ...common,
    groupFor: groupFor / SECOND,
    repeatAfter: repeatAfter === null ? '' : repeatAfter / HOUR,
  }
  switch (target.kind) {
    case 'syslog': {
      const { kind, host, port, transport, facility } = target
      return { ...draft, kind, host, port, transport, facility }
    }
    case 'webhook': {
      const { kind, url, template, chat } = target
      return { ...draft, kind, url, template, chat: chat ?? '' }
    }
    case 'email': {
      const { kind, host, port, security, user, from, to } = target
      return { ...draft, kind, host, port, security, user: user ?? '', from, to: to.join(', ') }
    }
  }
}

const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim())
export const recipients = (to: string): string[] =>
  to
    .split(/[,;\s]+/)
    .map((one) => one.trim())
    .filter((one) => one !== '')

function targetOf(draft: ChannelDraft): ChannelTarget {
  const { kind, transport, template, security } = draft
  const [host, port, ca] = [draft.host.trim(), Number(draft.port), orNull(draft.ca)]
  // Left out it stays.
  const secret = draft.dropSecret ? { value: null } : draft.secret === '' ? null : { value: draft.secret }
  switch (kind) {
    case 'syslog':
      return { kind, host, port, transport, facility: Number(draft.facility), ca }
    case 'webhook': {
      const chat = template === 'telegram' ? orNull(draft.chat) : null
      return { kind, url: draft.url.trim(), template, chat, ca, ...(secret ? { secret: secret.value } : {}) }
    }
    case 'email': {
      const [user, from, to] = [orNull(draft.user), draft.from.trim(), recipients(draft.to)]
      return { kind, host, port, security, user, from, to, ca, ...(secret ? { password: secret.value } : {}) }
    }
  }
}

/** A draft in which nothing is wrong, as the server takes it. */
export const channelOf = (draft: ChannelDraft): Omit<ChannelConfig, 'id'> => ({
  name: draft.name.trim(),
  on: draft.on,
  target: targetOf(draft),
  severity: draft.severity,
  codes: FINDING_CODES.filter((code) => draft.codes.includes(code)),
  filter: draft.filter.trim(),
  closed: draft.closed,
  groupFor: Math.round(Number(draft.groupFor) * SECOND),
  repeatAfter: draft.repeatAfter === '' ? null : Math.round(draft.repeatAfter * HOUR),
  language: draft.language,
})

/** Letters of the name in the address; room for a number is left. */
const ID_LETTERS = 34
/** Of a new channel: made of its name, and not that of another one. */
export function idFor(name: string, others: readonly string[]): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, ID_LETTERS)
    .replace(/-+$/, '')
  const id = plain === '' ? 'channel' : plain
  for (let n = 1; ; n += 1) {
    const found = n === 1 ? id : `${id}-${n}`
    if (!others.includes(found)) return found
  }
}
