import { getHeapStatistics } from 'node:v8'
import type { Command } from 'commander'
import type { GmiFormula } from '../../shared/segment.ts'
import { FILTER_TUNNELS, isFilterTunnel, type FilterTunnel } from '../capture/capture-filter.ts'
import type { CaptureMeans } from '../capture/means.ts'
import { candidates, listInterfaces } from '../capture/interfaces.ts'
import { LiveSource } from '../capture/live.ts'
import { capturePermission } from '../capture/permission.ts'
import { openMirror } from '../capture/mirror.ts'
import { parseSender } from '../capture/senders.ts'
import { captureMeans } from '../capture-means.ts'
import { channelsOf } from '../channel-config.ts'
import { defaultDataFolder, demoDataFolder, readConfig, type Settings } from '../config.ts'
import { scheduledOf } from '../exports/config.ts'
import { keepOf, parseSize, SIZE_SYNTAX } from '../history-config.ts'
import { USUAL_MAX_IMPORT } from '../http/operations/imports.ts'
import { tapOf, vlansOf } from '../import/tap-config.ts'
import { createLog } from '../log.ts'
import { memoryBound } from '../memory-bound.ts'
import { LEAST_MEMORY, memoryBudget } from '../memory-budget.ts'
import { memoryHere } from '../memory-here.ts'
import { jointsOf } from '../segment-config.ts'
import { isHostName, parseAddressAndPort } from './address-and-port.ts'
import { edgeOptions, type EdgeFlags } from './edge-options.ts'
import { metricLabels } from './metrics-options.ts'
import type { ServeOptions } from './serve-settings.ts'
import { parseSources, type SourceSettings } from './source-spec.ts'
import { UsageError } from './usage-error.ts'

/** A capture packs to a fifth or a tenth; what comes to more than this is no capture of anybody. */
const UNPACKED_AT_MOST = 20

interface Flags extends EdgeFlags {
  source: string[]
  listen: string
  data?: string
  maxHistory?: string
  maxMemory?: string
  config?: string
  token?: string
  allowHost: string[]
  allowSender: string[]
  tzspAllow: string[]
  filter?: string
  reverseDns?: boolean
  metricsLabels?: string
  tunnels?: string
  gmi: GmiFormula
  dedupeMs: number
  nativeVlan: string[]
}

/** The command line over the configuration file over the defaults. Throws `UsageError`. */
export async function serveOptions(command: Command): Promise<ServeOptions> {
  const flags = command.opts<Flags>()
  const file: Settings = flags.config === undefined ? {} : readConfig(flags.config)
  /** A flag that was given wins; one that was not gives way to the file. */
  const given = (name: string): boolean => command.getOptionValueSource(name) === 'cli'
  const listenAt = given('listen') ? flags.listen : (file.listen ?? flags.listen)
  const listen = parseAddressAndPort(listenAt)
  if (!listen) throw new UsageError(`"${listenAt}" is no HOST:PORT to listen on, as in 127.0.0.1:8224.`)
  const token = flags.token ?? file.token ?? null
  if (token !== null && token.length < 16) throw new UsageError('A token needs at least 16 characters.')
  // It has to fit into the header Authorization: Bearer (RFC 9110 s5.5).
  if (token !== null && !/^[!-~]+$/.test(token)) {
    throw new UsageError('A token is made of letters, digits and signs of ASCII, without spaces.')
  }
  const maxBytes = flags.maxHistory === undefined ? null : parseSize(flags.maxHistory)
  if (flags.maxHistory !== undefined && maxBytes === null) {
    throw new UsageError(`--max-history "${flags.maxHistory}" must be ${SIZE_SYNTAX}.`)
  }
  const allowedHosts = flags.allowHost.length > 0 ? flags.allowHost : (file['allow-host'] ?? [])
  for (const name of allowedHosts) {
    if (!isHostName(name))
      throw new UsageError(`"${name}" is no name of a host, as in monitor.example, without a port.`)
  }
  const log = createLog(process.env, () => new Date())
  const settings = sourceSettings(flags, file, await captureMeans(process.env, log))
  const specs = flags.source.length > 0 ? flags.source : [file.source ?? []].flat()
  const chosen =
    specs.length > 0 ? { sources: parseSources(specs, settings), captureRemedy: null } : await everySource(settings)
  const isDemo = chosen.sources.some(({ kind }) => kind === 'demo')
  const data = flags.data ?? file.data ?? (isDemo ? demoDataFolder : defaultDataFolder)(process.env)
  if (data === '') throw new UsageError('The data folder has no name. Remedy: --data FOLDER.')
  const senders = settings.allow.map((text) => parseSender(text)?.name ?? '')
  const names = [...chosen.sources.map(({ name, kind }) => name || kind), ...senders]
  const maxImport = parseSize(file['max-import'] ?? '') ?? USUAL_MAX_IMPORT
  const tap = {
    formula: given('gmi') ? flags.gmi : (file.gmi ?? flags.gmi),
    dedupe: given('dedupeMs') ? flags.dedupeMs : (file['dedupe-ms'] ?? flags.dedupeMs),
    findings: file.findings,
    segments: file.segment,
    nativeVlan: vlansOf(flags.nativeVlan, file['native-vlan']),
  }
  return {
    ...chosen,
    tap: tapOf(tap),
    joints: jointsOf(file.segment, names),
    listen,
    data,
    keep: keepOf(file.history, maxBytes),
    ...memoryOf(flags.maxMemory ?? file['max-memory']),
    token,
    allowedHosts,
    edge: edgeOptions(flags, file),
    exports: scheduledOf(file.export),
    channels: channelsOf(file.channel),
    publicUrl: file['public-url'] ?? null,
    imports: {
      tap,
      maxBytes: maxImport,
      maxUnpacked: parseSize(file['max-unpacked'] ?? '') ?? UNPACKED_AT_MOST * maxImport,
    },
    reverseDns: flags.reverseDns ?? file['reverse-dns'] ?? false,
    metricLabels: metricLabels(flags.metricsLabels, file),
    log,
  }
}

function memoryOf(text: string | undefined): Pick<ServeOptions, 'memory' | 'memoryBound'> {
  const told = text === undefined ? null : parseSize(text)
  if (text !== undefined && (told === null || told < LEAST_MEMORY)) {
    const least = LEAST_MEMORY / 1_024 ** 2
    throw new UsageError(`--max-memory "${text}" must be a size of ${least}MB or more, as in 500MB or 2GB.`)
  }
  const bound = memoryBound(told, memoryHere())
  const memory = memoryBudget(bound.bytes, getHeapStatistics().heap_size_limit)
  // Where there is little the engine takes its share of that by itself: nothing that anybody could mend.
  const isLittle = bound.from === 'machine' || bound.from === 'group'
  return { memory: isLittle ? { ...memory, heapNeeded: null } : memory, memoryBound: bound }
}

function sourceSettings(flags: Flags, file: Settings, means: CaptureMeans): SourceSettings {
  const flagged = [...flags.allowSender, ...flags.tzspAllow]
  const allow = flagged.length > 0 ? flagged : [...(file['allow-sender'] ?? []), ...(file['tzsp-allow'] ?? [])]
  for (const text of allow) {
    if (!parseSender(text)) {
      throw new UsageError(`"${text}" is no address or network, as in 192.0.2.1, 2001:db8::/32 or core1=192.0.2.1.`)
    }
  }
  const filter = flags.filter ?? file.filter ?? null
  const tunnels = flags.tunnels === undefined ? (file.tunnels ?? []) : flags.tunnels.split(',')
  if (filter !== null && tunnels.length > 0) {
    throw new UsageError('--tunnels belong to the built-in filter: leave them out, or say them in --filter.')
  }
  return { allow, filter, tunnels: tunnels.map(filterTunnel), means }
}

function filterTunnel(text: string): FilterTunnel {
  if (isFilterTunnel(text)) return text
  throw new UsageError(`There is no tunnel "${text}"; tunnels are ${FILTER_TUNNELS.join(', ')}.`)
}

/** Every up Ethernet interface when capturing is permitted, and TZSP, which needs no rights. */
async function everySource(settings: SourceSettings): Promise<Pick<ServeOptions, 'sources' | 'captureRemedy'>> {
  const { allow, filter, tunnels, means } = settings
  const tzsp = openMirror('tzsp', { name: '', allow })
  const permission = await capturePermission(means.start)
  if (!permission.permitted) return { sources: [tzsp], captureRemedy: permission.remedy }
  const live = candidates(listInterfaces()).map(
    (name) => new LiveSource({ name, interface: name, filter, tunnels, machine: means }),
  )
  return { sources: [...live, tzsp], captureRemedy: null }
}
