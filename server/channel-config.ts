import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { ChannelConfig } from '../shared/channel.ts'
import { SECOND } from '../shared/time.ts'
import { UsageError } from './cli/usage-error.ts'
import { MAX_CHANNELS } from './channels-file.ts'
import { CHANNEL, CHANNEL_ID } from './http/channel-schema.ts'
import { exportFilterError } from './history/store.ts'

/** What every kind may have: the authority that is trusted, as a file in PEM. */
const ca = z.string().optional()

const SYSLOG = z.strictObject({
  host: z.string(),
  port: z.number().optional(),
  transport: z.string().default('udp'),
  facility: z.number().default(16), // local0
  ca,
})
const WEBHOOK = z.strictObject({
  url: z.string(),
  template: z.string().default('json'),
  chat: z.string().optional(),
  secret: z.string().optional(),
  'secret-file': z.string().optional(),
  ca,
})
const EMAIL = z.strictObject({
  host: z.string(),
  port: z.number().optional(),
  security: z.string().default('starttls'),
  user: z.string().optional(),
  password: z.string().optional(),
  'password-file': z.string().optional(),
  from: z.string(),
  to: z.union([z.string(), z.array(z.string())]),
  ca,
})

/** A table `[[channel]]` of a configuration file, with one of `[channel.syslog]`, `[channel.webhook]`, `[channel.email]`. */
export const ChannelTable = z.strictObject({
  id: CHANNEL_ID,
  name: z.string().optional(),
  on: z.boolean().default(true),
  severity: z.string().default('warning'),
  codes: z.array(z.string()).default([]),
  filter: z.string().default(''),
  closed: z.boolean().default(true),
  /** Seconds. */
  'group-for': z.number().default(30),
  'repeat-after': z.number().optional(),
  language: z.string().default('en'),
  syslog: SYSLOG.optional(),
  webhook: WEBHOOK.optional(),
  email: EMAIL.optional(),
})
type ChannelTable = z.infer<typeof ChannelTable>

/** Throws `UsageError` where one cannot be. */
export function channelsOf(tables: readonly ChannelTable[] = []): ChannelConfig[] {
  if (tables.length > MAX_CHANNELS) throw new UsageError(`There may be ${MAX_CHANNELS} tables [[channel]] at most.`)
  const channels = tables.map(channelOf)
  for (const { id } of channels) {
    if (channels.filter((other) => other.id === id).length > 1) {
      throw new UsageError(`Two channels are called ${id}. Remedy: another id for one of them.`)
    }
  }
  return channels
}

function channelOf(table: ChannelTable): ChannelConfig {
  const { id, name = id, syslog, webhook, email, 'group-for': groupFor, 'repeat-after': repeatAfter, ...rest } = table
  const targets = [
    ...(syslog ? [syslogTarget(id, syslog)] : []),
    ...(webhook ? [webhookTarget(id, webhook)] : []),
    ...(email ? [emailTarget(id, email)] : []),
  ]
  if (targets.length !== 1) {
    throw new UsageError(`The channel ${id} needs one of [channel.syslog], [channel.webhook] and [channel.email].`)
  }
  const repeated = repeatAfter === undefined ? null : repeatAfter * SECOND
  const checked = CHANNEL.safeParse({
    ...rest,
    name,
    target: targets[0],
    groupFor: groupFor * SECOND,
    repeatAfter: repeated,
  })
  if (!checked.success) {
    const [issue] = checked.error.issues
    throw new UsageError(
      `The channel ${id}, "${issue?.path.join('.') ?? ''}": ${issue?.message ?? 'it cannot be read'}.`,
    )
  }
  const error = exportFilterError('findings', checked.data.filter)
  if (error) throw new UsageError(`The channel ${id}: filter, column ${error.column}: ${error.message}`)
  return { id, ...checked.data }
}

const syslogTarget = (id: string, { port, ca: file, ...target }: z.infer<typeof SYSLOG>): object => ({
  kind: 'syslog',
  ...target,
  port: port ?? (target.transport === 'tls' ? 6_514 : 514), // RFC 5425 s4.1, RFC 5426 s3.3
  ca: textOf(id, file),
})

function webhookTarget(id: string, table: z.infer<typeof WEBHOOK>): object {
  const { url, template, chat = null, secret, 'secret-file': file, ca: authority } = table
  return { kind: 'webhook', url, template, chat, secret: secret ?? lineOf(id, file), ca: textOf(id, authority) }
}

const MAIL_PORTS: Readonly<Record<string, number>> = { tls: 465, starttls: 587 } // RFC 8314 s7.3, RFC 6409 s3.1

function emailTarget(id: string, table: z.infer<typeof EMAIL>): object {
  const { port, user = null, password, 'password-file': file, to, ca: authority, ...target } = table
  return {
    kind: 'email',
    ...target,
    port: port ?? MAIL_PORTS[target.security] ?? 25,
    user,
    password: password ?? lineOf(id, file),
    to: [to].flat(),
    ca: textOf(id, authority),
  }
}

const lineOf = (id: string, path: string | undefined): string | null => textOf(id, path)?.replace(/\r?\n$/, '') ?? null

function textOf(id: string, path: string | undefined): string | null {
  if (path === undefined) return null
  try {
    return readFileSync(path, 'utf8')
  } catch {
    throw new UsageError(`The channel ${id}: cannot read ${path}.`)
  }
}
