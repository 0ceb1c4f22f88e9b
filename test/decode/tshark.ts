import { execFileSync } from 'node:child_process'
import type { RecordType } from '../../shared/igmp.ts'
import { RECORD_TYPES } from '../../shared/igmp.ts'

/*
 * What tshark says about a capture, field by field, in our words. Reading only: where it is wrong is `tshark.test.ts`.
 */

const FIELDS = [
  'frame.number',
  'frame.time_epoch',
  'frame.protocols',
  'vlan.id',
  'ieee8021ad.id',
  'eth.src',
  'sll.src.eth',
  'ip.src',
  'ip.dst',
  'ip.ttl',
  'ip.opt.ra',
  'ip.len',
  'ip.hdr_len',
  'ip.flags.mf',
  'igmp.type',
  'igmp.version',
  'igmp.max_resp',
  'igmp.maddr',
  'igmp.s',
  'igmp.qrv',
  'igmp.qqic',
  'igmp.num_src',
  'igmp.saddr',
  'igmp.num_grp_recs',
  'igmp.record_type',
  'igmp.aux_data_len',
  'igmp.checksum.status',
  'erspan.vlan',
  'ipv6.src',
  'ipv6.dst',
  'ipv6.hlim',
  'ipv6.opt.router_alert',
  'ipv6.fraghdr.more',
  'icmpv6.type',
  'icmpv6.mld.maximum_response_delay',
  'icmpv6.mld.maximum_response_code',
  'icmpv6.mld.multicast_address',
  'icmpv6.mld.flag.s',
  'icmpv6.mld.flag.qrv',
  'icmpv6.mld.qqi',
  'icmpv6.mld.source_address',
  'icmpv6.mldr.mar.record_type',
  'icmpv6.mldr.mar.multicast_address',
  'icmpv6.mldr.mar.nb_sources',
  'icmpv6.mldr.mar.source_address',
  'icmpv6.mldr.mar.aux_data_len',
  'icmpv6.checksum.status',
] as const
type Field = (typeof FIELDS)[number]

export interface ShownRecord {
  type: RecordType | number
  group: string
  sources: readonly string[]
  /** Sources that it says it has. */
  claimed: number
  /** Where it ends within the message, by what it says. */
  end: number
}

export interface Shown {
  frame: number
  at: number
  /** Protocols of the frame, outermost first. */
  protocols: readonly string[]
  /** VLAN ids of the inner frame, outermost first, priority tags (id 0) included. */
  tags: readonly number[]
  mac: string | null
  src: string
  dst: string
  ttl: number
  routerAlert: boolean
  /** Octets of the IP payload. */
  length: number
  /** More fragments follow. */
  fragment: boolean
  /** null where another dissector took the message */
  type: number | null
  version: number | null
  maxResponseTenths: number | null
  /** MLD: its value. */
  maxResponseMs: number | null
  group: string | null
  suppress: boolean | null
  robustness: number | null
  /** The code, not its value. */
  queryIntervalCode: number | null
  /** MLD: its value. */
  queryIntervalSeconds: number | null
  sources: readonly string[]
  records: readonly ShownRecord[]
  checksum: 'good' | 'bad' | 'not checked'
}

export function tsharkVersion(): string | null {
  try {
    return execFileSync('tshark', ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).split(
      '\n',
    )[0]!
  } catch {
    return null
  }
}

/** ICMPv6 types of MLD and of router discovery (RFC 2710, RFC 3810, RFC 4286). */
const MLD_TYPES: ReadonlySet<number | null> = new Set([130, 131, 132, 143, 151, 152, 153])

/** The frames of a capture that tshark reads as IGMP or MLD. Fragments are left apart, as RFC 3376 knows none. */
export function show(path: string): Shown[] {
  const fields = FIELDS.flatMap((field) => ['-e', field])
  const format = ['-T', 'fields', '-E', 'occurrence=a', '-E', 'aggregator=;', '-E', 'separator=/t']
  const options = ['-o', 'ip.defragment:FALSE', '-n', '-r', path, ...format, ...fields]
  const lines = execFileSync('tshark', options, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 1 << 28,
  }).split('\n')
  return lines
    .filter((line) => line !== '')
    .map(read)
    .filter(
      ({ protocols, type }) => protocols.includes('igmp') || (protocols.includes('icmpv6') && MLD_TYPES.has(type)),
    )
}

function read(line: string): Shown {
  const columns = line.split('\t')
  const all = (field: Field): string[] => {
    const text = columns[FIELDS.indexOf(field)] ?? ''
    return text === '' ? [] : text.split(';')
  }
  const last = (field: Field): string | null => all(field).at(-1) ?? null
  const number = (field: Field): number | null => (last(field) === null ? null : Number(last(field)))
  const protocols = (last('frame.protocols') ?? '').split(':')
  const [seconds = '0', fraction = '0'] = (last('frame.time_epoch') ?? '').split('.')
  const linked = innerLink(protocols)
  const packet = {
    frame: number('frame.number') ?? 0,
    at: Number(seconds) * 1_000 + Number(fraction.padEnd(9, '0')) / 1e6,
    protocols,
    tags: linked ? tagged(tagsOf(protocols, all('vlan.id'), all('ieee8021ad.id')), number('erspan.vlan')) : [],
    mac: linked ? (last('eth.src') ?? last('sll.src.eth')) : null,
  }
  if (!protocols.includes('igmp')) return { ...packet, ...mld({ all, last, number }) }
  const type = number('igmp.type')
  return {
    ...packet,
    src: last('ip.src') ?? '',
    dst: last('ip.dst') ?? '',
    ttl: number('ip.ttl') ?? 0,
    routerAlert: last('ip.opt.ra') !== null,
    length: (number('ip.len') ?? 0) - (number('ip.hdr_len') ?? 0),
    fragment: truth(last('ip.flags.mf')) === true,
    type,
    version: number('igmp.version'),
    maxResponseTenths: number('igmp.max_resp'),
    maxResponseMs: null,
    group: type === 0x22 ? null : last('igmp.maddr'),
    suppress: truth(last('igmp.s')),
    robustness: number('igmp.qrv'),
    queryIntervalCode: number('igmp.qqic'),
    queryIntervalSeconds: null,
    sources: type === 0x22 ? [] : all('igmp.saddr'),
    records: recordsOf({
      types: all('igmp.record_type'),
      groups: all('igmp.maddr'),
      counts: all('igmp.num_src'),
      sources: all('igmp.saddr'),
      words: all('igmp.aux_data_len'),
    }),
    checksum: verdict(number('igmp.checksum.status')),
  }
}

const verdict = (status: number | null) => (['bad', 'good', 'not checked'] as const)[status ?? 2] ?? 'not checked'

/** Whether the packet has a link layer of its own: what carries packets alone has none but the carrier's. */
const innerLink = (protocols: readonly string[]): boolean => {
  const behind = protocols.slice(Math.max(0, protocols.lastIndexOf('eth')))
  return (
    !behind.some((protocol) => ['gre', 'mpls', 'vxlan', 'geneve', 'l2tp', 'erspan'].includes(protocol)) &&
    behind.filter((protocol) => protocol === 'ip' || protocol === 'ipv6').length <= 1
  )
}

/** ERSPAN tells the VLAN of a frame whose tag was taken off. */
const tagged = (tags: number[], vlan: number | null): number[] =>
  tags.length === 0 && vlan !== null && vlan !== 0 ? [vlan] : tags

interface Columns {
  all: (field: Field) => string[]
  last: (field: Field) => string | null
  number: (field: Field) => number | null
}

function mld({ all, last, number }: Columns): Omit<Shown, 'frame' | 'at' | 'protocols' | 'tags' | 'mac'> {
  const type = number('icmpv6.type')
  const robustness = number('icmpv6.mld.flag.qrv')
  const code = number('icmpv6.mld.maximum_response_code')
  const isNew = type === 143 || (type === 130 && robustness !== null)
  return {
    src: last('ipv6.src') ?? '',
    dst: last('ipv6.dst') ?? '',
    ttl: number('ipv6.hlim') ?? 0,
    routerAlert: last('ipv6.opt.router_alert') !== null,
    length: 0,
    fragment: truth(last('ipv6.fraghdr.more')) === true,
    type,
    version: type === null || type > 143 ? null : isNew ? 2 : 1,
    maxResponseTenths: null,
    maxResponseMs: code ?? number('icmpv6.mld.maximum_response_delay'),
    group: type === 143 ? null : last('icmpv6.mld.multicast_address'),
    suppress: truth(last('icmpv6.mld.flag.s')),
    robustness,
    queryIntervalCode: null,
    queryIntervalSeconds: number('icmpv6.mld.qqi'),
    sources: all('icmpv6.mld.source_address'),
    records: recordsOf({
      types: all('icmpv6.mldr.mar.record_type'),
      groups: all('icmpv6.mldr.mar.multicast_address'),
      counts: all('icmpv6.mldr.mar.nb_sources'),
      sources: all('icmpv6.mldr.mar.source_address'),
      words: all('icmpv6.mldr.mar.aux_data_len'),
    }),
    checksum: verdict(number('icmpv6.checksum.status')),
  }
}

/** Flags are 0 and 1, or False and True since Wireshark 4.2. */
const truth = (text: string | null): boolean | null => (text === null ? null : text === '1' || text === 'True')

/** Of a frame within a tunnel only the tags of the inner frame count. */
function tagsOf(protocols: readonly string[], plain: string[], provider: string[]): number[] {
  const inner = protocols.slice(Math.max(0, protocols.lastIndexOf('eth')))
  const kinds = inner.filter((protocol) => protocol === 'vlan' || protocol === 'ieee8021ad')
  const left = { vlan: last(plain, kinds, 'vlan'), ieee8021ad: last(provider, kinds, 'ieee8021ad') }
  return kinds.map((kind) => Number(left[kind].shift()))
}

const last = (ids: string[], kinds: readonly string[], kind: string): string[] =>
  ids.slice(ids.length - kinds.filter((other) => other === kind).length)

interface Lists {
  types: string[]
  groups: string[]
  counts: string[]
  sources: string[]
  /** Auxiliary data, in 4-octet words. */
  words: string[]
}

function recordsOf({ types, groups, counts, sources, words }: Lists): ShownRecord[] {
  let from = 0
  let end = 8
  return types.map((text, index) => {
    const claimed = Number(counts[index])
    const own = sources.slice(from, from + claimed)
    from += claimed
    end += 8 + 4 * claimed + 4 * Number(words[index])
    return {
      type: RECORD_TYPES[Number(text) - 1] ?? Number(text),
      group: groups[index] ?? '',
      sources: own,
      claimed,
      end,
    }
  })
}
