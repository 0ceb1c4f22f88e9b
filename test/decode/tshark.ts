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
  group: string | null
  suppress: boolean | null
  robustness: number | null
  /** The code, not its value. */
  queryIntervalCode: number | null
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

/** The frames of a capture that tshark reads as IGMP. Fragments are left apart, as RFC 3376 knows none. */
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
    .filter((shown) => shown.protocols.includes('igmp'))
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
  const type = number('igmp.type')
  return {
    frame: number('frame.number') ?? 0,
    at: Number(seconds) * 1_000 + Number(fraction.padEnd(9, '0')) / 1e6,
    protocols,
    tags: tagsOf(protocols, all('vlan.id'), all('ieee8021ad.id')),
    mac: last('eth.src') ?? last('sll.src.eth'),
    src: last('ip.src') ?? '',
    dst: last('ip.dst') ?? '',
    ttl: number('ip.ttl') ?? 0,
    routerAlert: last('ip.opt.ra') !== null,
    length: (number('ip.len') ?? 0) - (number('ip.hdr_len') ?? 0),
    fragment: truth(last('ip.flags.mf')) === true,
    type,
    version: number('igmp.version'),
    maxResponseTenths: number('igmp.max_resp'),
    group: type === 0x22 ? null : last('igmp.maddr'),
    suppress: truth(last('igmp.s')),
    robustness: number('igmp.qrv'),
    queryIntervalCode: number('igmp.qqic'),
    sources: type === 0x22 ? [] : all('igmp.saddr'),
    records: recordsOf({
      types: all('igmp.record_type'),
      groups: all('igmp.maddr'),
      counts: all('igmp.num_src'),
      sources: all('igmp.saddr'),
      words: all('igmp.aux_data_len'),
    }),
    checksum: (['bad', 'good', 'not checked'] as const)[number('igmp.checksum.status') ?? 2] ?? 'not checked',
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
