import { isIPv4 } from 'node:net'
import { basename } from 'node:path'
import type { MirrorKind } from '../../shared/source.ts'
import { FileSource, parseFileSpec } from '../capture/file-source.ts'
import { IgmpSocketSource } from '../capture/igmp-socket.ts'
import { LiveSource } from '../capture/live.ts'
import type { CaptureMeans } from '../capture/means.ts'
import { isMirrorKind, mirrorPort, openMirror } from '../capture/mirror.ts'
import { DemoSource } from '../capture/simulated.ts'
import type { FilterTunnel } from '../capture/capture-filter.ts'
import { parseSender } from '../capture/senders.ts'
import type { Source } from '../capture/source.ts'
import { StdinSource } from '../capture/stdin-source.ts'
import { parseAddressAndPort } from './address-and-port.ts'
import { SOURCE_SYNTAX } from './source-syntax.ts'
import { UsageError } from './usage-error.ts'

/** A name may stand in a segment's path, in a URL and in a file name. */
const NAME = /^[\w.-]{1,40}$/
const INTERFACE = /^(?![.-])[^\s/\p{C}]{1,15}$/u

/** What all sources of a kind have in common. */
export interface SourceSettings {
  /** Senders of mirrors that are approved from the start. */
  allow: readonly string[]
  /** Of live captures: an expression instead of the built-in one; null: that one. */
  filter: string | null
  /** What the built-in expression lets in besides. */
  tunnels: readonly FilterTunnel[]
  /** How they get at what takes rights. */
  means: CaptureMeans
}

/** `hall=live:eth1` and the like. */
function parseSource(spec: string, { allow, filter, tunnels, means }: SourceSettings): Source {
  const named = /^([^=:/]*)=(.*)$/.exec(spec)
  const given = named?.[1] ?? null
  if (given !== null && !NAME.test(given)) {
    throw new UsageError(`The source name "${given}" must be letters, digits, ".", "_" or "-", at most 40.`)
  }
  const text = named?.[2] ?? spec
  const colon = text.indexOf(':')
  const kind = colon === -1 ? text : text.slice(0, colon)
  const rest = colon === -1 ? '' : text.slice(colon + 1)
  const wanted = (what: string): string => {
    if (rest === '') throw new UsageError(`The source "${spec}" needs ${what}: ${SOURCE_SYNTAX}.`)
    return rest
  }
  const iface = (): string => {
    const name = wanted('an interface')
    // What the kernel takes as a name (dev_valid_name); it stands in a segment's path too.
    if (!INTERFACE.test(name)) throw new UsageError(`"${name}" is no name of an interface, as in live:eth1.`)
    return name
  }
  if (isMirrorKind(kind)) {
    return openMirror(kind, { name: given ?? '', allow, openGre: means.openGre, ...mirrorAddress(kind, rest) })
  }
  switch (kind) {
    case 'live': {
      const name = iface()
      return new LiveSource({ name: given ?? name, interface: name, filter, tunnels, machine: means })
    }
    case 'igmp-socket': {
      const name = iface()
      return new IgmpSocketSource({ name: given ?? name, interface: name, open: means.openIgmp })
    }
    case 'file': {
      const file = parseFileSpec(wanted('a path'))
      return new FileSource({ name: given ?? fileName(file.path), ...file })
    }
    case 'stdin':
      return new StdinSource({ name: given ?? 'stdin' })
    case 'demo':
      return new DemoSource({ name: given ?? 'demo' })
    default:
      throw new UsageError(`There is no source "${spec}"; sources are ${SOURCE_SYNTAX}.`)
  }
}

/** Where a listener listens; ERSPAN has no port. */
function mirrorAddress(kind: MirrorKind, text: string): { host?: string; port?: number } {
  if (text === '') return {}
  const port = mirrorPort(kind)
  if (port === null) {
    if (isIPv4(text)) return { host: text }
    throw new UsageError(`"${text}" is no address of this machine, as in ${kind}:192.0.2.1.`)
  }
  const address = parseAddressAndPort(text)
  if (address) return address
  throw new UsageError(`"${text}" is no HOST:PORT, as in ${kind}:0.0.0.0:${port}.`)
}

/** Several at once, each with a name of its own. */
export function parseSources(specs: readonly string[], settings: SourceSettings): Source[] {
  const sources = specs.map((spec) => parseSource(spec, settings))
  const names = sources.map(({ name, kind }) => name || kind)
  for (const [i, name] of names.entries()) {
    if (names.indexOf(name) !== i) {
      throw new UsageError(`Two sources have the name "${name}"; name one with NAME= before it.`)
    }
  }
  const taken = settings.allow.find((sender) => names.includes(parseSender(sender)?.name ?? ''))
  if (taken !== undefined) {
    throw new UsageError(`The sender "${taken}" has the name of a source; name one of them otherwise.`)
  }
  if (sources.filter(({ kind }) => kind === 'stdin').length > 1) {
    throw new UsageError('Standard input can be read by one source only.')
  }
  return sources
}

/** The file's own name, without what a path or URL could not carry. */
const fileName = (path: string): string =>
  basename(path)
    .replace(/\.(pcap|pcapng|cap)(\.gz)?$/i, '')
    .replace(/[^\w.-]+/g, '-')
    .slice(0, 40) || 'file'
