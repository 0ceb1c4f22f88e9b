import { basename } from 'node:path'
import { FileSource, parseFileSpec } from '../capture/file-source.ts'
import { IgmpSocketSource } from '../capture/igmp-socket.ts'
import { LiveSource } from '../capture/live.ts'
import { DemoSource } from '../capture/simulated.ts'
import type { Source } from '../capture/source.ts'
import { StdinSource } from '../capture/stdin-source.ts'
import { TzspSource } from '../capture/tzsp.ts'
import { parseAddressAndPort } from './address-and-port.ts'
import { SOURCE_SYNTAX } from './source-syntax.ts'
import { UsageError } from './usage-error.ts'

/** A name may stand in a segment's path, in a URL and in a file name. */
const NAME = /^[\w.-]{1,40}$/
const INTERFACE = /^(?![.-])[^\s/\p{C}]{1,15}$/u
/** `hall=live:eth1` and the like. `tzspAllow`: senders that are approved from the start. */
function parseSource(spec: string, tzspAllow: readonly string[]): Source {
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
  switch (kind) {
    case 'live': {
      const name = iface()
      return new LiveSource({ name: given ?? name, interface: name })
    }
    case 'igmp-socket': {
      const name = iface()
      return new IgmpSocketSource({ name: given ?? name, interface: name })
    }
    case 'tzsp': {
      if (rest === '') return new TzspSource({ name: given ?? '', allow: tzspAllow })
      const address = parseAddressAndPort(rest)
      if (!address) throw new UsageError(`"${rest}" is no HOST:PORT, as in tzsp:0.0.0.0:37008.`)
      return new TzspSource({ name: given ?? '', allow: tzspAllow, ...address })
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

/** Several at once, each with a name of its own. */
export function parseSources(specs: readonly string[], tzspAllow: readonly string[]): Source[] {
  const sources = specs.map((spec) => parseSource(spec, tzspAllow))
  const names = sources.map(({ name, kind }) => name || kind)
  for (const [i, name] of names.entries()) {
    if (names.indexOf(name) !== i) {
      throw new UsageError(`Two sources have the name "${name}"; name one with NAME= before it.`)
    }
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
