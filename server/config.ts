import { readFileSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { parse, TomlError } from 'smol-toml'
import { z } from 'zod'
import { UsageError } from './cli/usage-error.ts'
import { ConnectionLimit, TlsConfig } from './edge-config.ts'
import { ChannelTable } from './channel-config.ts'
import { ExportConfig } from './exports/config.ts'
import { HistoryConfig, parseSize, SIZE_SYNTAX } from './history-config.ts'
import { METRIC_LABELS } from './metrics/singles.ts'
import { SegmentConfig, Thresholds } from './segment-config.ts'

/** `10`, or `"hall=10"` for one source. */
const VlanText = z.union([z.number(), z.string()], { error: 'it must be a VLAN, or "SOURCE=VLAN"' })

/** How people reach the page, for the links of messages; without a slash at its end. */
const PublicUrl = z
  .url({ protocol: /^https?$/, error: 'it must be an address like https://rollcall.example' })
  .max(400)
  .transform((text) => text.replace(/\/+$/, ''))

/** Scheduled exports. */
const MAX_EXPORTS = 100

/** What a configuration file may hold; the command line has the same words, and wins. */
const Settings = z.strictObject({
  source: z.union([z.string(), z.array(z.string())], { error: 'it must be a source, or a list of them' }).optional(),
  listen: z.string().optional(),
  data: z.string().optional(),
  token: z.string().min(16).optional(),
  'allow-host': z.array(z.string()).optional(),
  tls: TlsConfig.optional(),
  'trusted-proxy': z.array(z.string()).optional(),
  'max-connections': ConnectionLimit.optional(),
  'allow-sender': z.array(z.string()).optional(),
  // The name of a time when only TZSP had senders.
  'tzsp-allow': z.array(z.string()).optional(),
  filter: z.string().optional(),
  tunnels: z.array(z.string()).optional(),
  'native-vlan': z.union([VlanText, z.array(VlanText)]).optional(),
  gmi: z.enum(['rfc3376', 'rfc9776']).optional(),
  'reverse-dns': z.boolean().optional(),
  'max-import': z
    .string({ error: `it must be ${SIZE_SYNTAX}` })
    .refine((text) => parseSize(text) !== null, { error: `it must be ${SIZE_SYNTAX}` })
    .optional(),
  'max-unpacked': z
    .string({ error: `it must be ${SIZE_SYNTAX}` })
    .refine((text) => parseSize(text) !== null, { error: `it must be ${SIZE_SYNTAX}` })
    .optional(),
  'max-memory': z
    .string({ error: `it must be ${SIZE_SYNTAX}` })
    .refine((text) => parseSize(text) !== null, { error: `it must be ${SIZE_SYNTAX}` })
    .optional(),
  'dedupe-ms': z.number().min(0).max(1_000).optional(),
  findings: Thresholds.optional(),
  segment: z.record(z.string(), SegmentConfig).optional(),
  history: HistoryConfig.optional(),
  metrics: z.strictObject({ labels: z.array(z.enum(METRIC_LABELS)).optional() }).optional(),
  export: z.array(ExportConfig).max(MAX_EXPORTS).optional(),
  channel: z.array(ChannelTable).optional(),
  'public-url': PublicUrl.optional(),
})
export type Settings = z.infer<typeof Settings>
/** Their names, each of which is told in README.md or below docs/. */
export const SETTINGS: readonly string[] = Object.keys(Settings.shape)

/** Reads a TOML file. Throws `UsageError`. */
export function readConfig(path: string): Settings {
  let text: string
  try {
    // A device would be read for ever.
    if (statSync(path).isCharacterDevice()) throw new Error('a device')
    text = readFileSync(path, 'utf8')
  } catch {
    throw new UsageError(`Cannot read the configuration ${path}.`)
  }
  let table: unknown
  try {
    table = parse(text)
  } catch (error) {
    const where = error instanceof TomlError ? `line ${error.line}, column ${error.column}` : 'somewhere'
    throw new UsageError(`The configuration ${path} is no TOML (${where}).`)
  }
  const checked = Settings.safeParse(table)
  if (checked.success) return checked.data
  const issue = checked.error.issues[0]
  const key = issue?.path.join('.') ?? ''
  const what =
    issue?.code === 'unrecognized_keys' ? `does not know "${issue.keys.join('", "')}"` : (issue?.message ?? '')
  throw new UsageError(`The configuration ${path}${key === '' ? '' : `, "${key}"`}: ${what}.`)
}

/** Where the history lives unless told otherwise (XDG base directory specification); never in the checkout. */
export function defaultDataFolder(environment: NodeJS.ProcessEnv): string {
  const state = environment['XDG_STATE_HOME'] ?? ''
  return join(state.startsWith('/') ? state : join(homedir(), '.local', 'state'), 'rollcall')
}

/** Users and walls of a demo, which runs beside the server that watches the network. */
export const demoDataFolder = (environment: NodeJS.ProcessEnv): string => `${defaultDataFolder(environment)}-demo`
