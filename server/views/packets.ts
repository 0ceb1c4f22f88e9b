import { familyOf, formatAddress, formatMac, type Address, type Mac } from '../../shared/address.ts'
import type { FieldAccess } from '../../shared/filter.ts'
import { wireVersion } from '../../shared/igmp.ts'
import type { Packet, PacketRow, PacketsKept } from '../../shared/packets.ts'
import { verdictsOf } from '../../shared/packets.ts'
import { SECOND, type DurationMs, type EpochMs } from '../../shared/time.ts'
import { anatomyOf } from '../decode/anatomy/index.ts'
import { Decoder } from '../decode/index.ts'
import { messageLine } from '../decode/line.ts'
import type { Message } from '../decode/message.ts'
import { isSound } from '../decode/problem.ts'
import { frameOf, type KeptPacket, type PacketLog, type Wanted } from './packet-log.ts'
import type { Subject } from './subject.ts'

/** A packet that was read again. */
export interface FoundPacket {
  readonly kept: KeptPacket
  /** The tap that keeps it. */
  readonly source: string
  readonly message: Message
}

/** Packets that are read before others get a turn. */
const AT_ONCE = 500

/** Reads kept packets again: only their octets are kept, and a message is made of them when somebody asks. */
class Reader {
  readonly #decoder = new Decoder('')

  /** With the segment and the number that it had. null: never, for it was a message when it came. */
  read(kept: KeptPacket): { message: Message; packetStart: number } | null {
    const message = this.#decoder.decode(frameOf(kept))
    if (typeof message === 'string') return null
    const { block, index } = kept
    const known = { frame: block.frame[index]!, segment: block.segments[index]! }
    return { message: { ...message, ...known }, packetStart: this.#decoder.packetStart }
  }
}

interface Asked extends Wanted {
  /** Not newer than this, and not older. */
  until?: EpochMs
  since?: EpochMs
}

/**
 * The kept packets of all taps that are about what is asked for, the newest first. Now and then null: a place where
 * whoever goes through them may let others have a turn. Nobody waits for what comes meanwhile.
 */
export function* packetsOf(
  { taps }: Subject,
  asked: Asked,
  matches: (found: FoundPacket) => boolean,
): Generator<FoundPacket | null> {
  const reader = new Reader()
  const heads = taps.flatMap(({ name, packets }) => {
    const rest = packets?.newest(asked)
    const first = rest?.next()
    return rest && first && !first.done ? [{ name, rest, kept: first.value }] : []
  })
  let read = 0
  while (heads.length > 0) {
    const head = heads.reduce((a, b) => (timeOf(b.kept) > timeOf(a.kept) ? b : a))
    const { kept, name } = head
    const next = head.rest.next()
    if (next.done) heads.splice(heads.indexOf(head), 1)
    else head.kept = next.value
    if (asked.since !== undefined && timeOf(kept) < asked.since - LATE) return
    const message = isWithin(timeOf(kept), asked) ? reader.read(kept)?.message : null
    const found = message && { kept, source: name, message }
    if (found && isAbout(found.message, asked) && matches(found)) yield found
    read += 1
    if (read % AT_ONCE === 0) yield null
  }
}

/** Frames of one tap are in order but for so much. */
const LATE: DurationMs = 10 * SECOND
const isWithin = (at: EpochMs, { since = -Infinity, until = Infinity }: Asked): boolean => at >= since && at <= until

const timeOf = ({ block, index }: KeptPacket): EpochMs => block.at[index]!

/** The marks of a packet may be those of another address. */
function isAbout(message: Message, { group, host, general = false }: Wanted): boolean {
  if (host !== undefined && message.src !== host) return false
  if (group === undefined) return true
  if (isGeneralQuery(message)) return general && familyOf(message.src) === familyOf(group)
  return groupsOf(message).includes(group)
}

const isGeneralQuery = (message: Message): boolean => message.kind === 'query' && message.group === null

/** The groups that a message names. */
export function groupsOf(message: Message): readonly Address[] {
  if (message.kind === 'report' && message.version === 3) return message.records.map(({ group }) => group)
  return message.group === null ? [] : [message.group]
}

/** By its tap and number. Where several taps are one segment, the one that showed it at `at`. */
export function packetAt(
  { taps }: Subject,
  source: string,
  frame: number,
  at: EpochMs | null,
): { kept: KeptPacket; source: string } | null {
  const own = taps.find(({ name }) => name === source)
  const places = own?.packets ? [own] : taps
  for (const { name, packets } of places) {
    const kept = packets?.find(frame) ?? null
    if (!kept) continue
    if (own?.packets || (kept.block.segments[kept.index]!.name === source && (at === null || timeOf(kept) === at)))
      return { kept, source: name }
  }
  return null
}

export function packetRow({ kept, source, message }: FoundPacket): PacketRow {
  const { block, index } = kept
  const { family, name } = message.segment
  return {
    key: `${source}#${message.frame}`,
    source,
    segment: name,
    family,
    frame: message.frame,
    at: message.at,
    octets: block.start[index + 1]! - block.start[index]!,
    wireOctets: block.wire[index]!,
    copy: block.copy[index] === 1,
    refused: message.sound ? [] : message.problems.filter((problem) => !isSound([problem]) || problem === 'ttl-not-1'),
    message: messageLine(message),
  }
}

/** All that stands in one packet. null: it is none, which never happens. */
export function packetOf(kept: KeptPacket, source: string): Packet | null {
  const read = new Reader().read(kept)
  if (!read) return null
  const row = packetRow({ kept, source, message: read.message })
  const frame = frameOf(kept)
  const octets = Array.from(frame.data.subarray(frame.start, frame.end), (octet) => octet.toString(16).padStart(2, '0'))
  return {
    ...row,
    linkType: frame.linkType,
    hex: octets.join(''),
    layers: anatomyOf(frame, read.packetStart),
    verdicts: verdictsOf(row.message),
  }
}

/** Of all taps together. */
export function packetsKept({ taps }: Subject): PacketsKept {
  const logs = taps.map(({ packets }) => packets).filter((packets): packets is PacketLog => packets !== null)
  const all = logs.map((log) => log.kept())
  const since = all.map((kept) => kept.since).filter((at) => at !== null)
  const sum = (of: 'packets' | 'octets' | 'dropped'): number => all.reduce((total, kept) => total + kept[of], 0)
  return {
    packets: sum('packets'),
    octets: sum('octets'),
    dropped: sum('dropped'),
    since: since.length === 0 ? null : Math.min(...since),
  }
}

/** The newest report of a host for a group (RFC 3376 s6.4): what its membership rests on. */
export function isReportOf({ message, kept }: FoundPacket, mac: Mac | null, group: Address): boolean {
  if (message.kind !== 'report' || !message.sound || kept.block.copy[kept.index] === 1) return false
  if (mac !== null && message.mac !== mac) return false
  return message.version !== 3 || message.records.some((record) => record.group === group && keepsIt(record))
}

/** A record after which nothing is wanted of the group says goodbye; BLOCK says what is wanted no more. */
const keepsIt = ({ type, sources }: { type: string; sources: readonly unknown[] }): boolean =>
  type === 'IS_EX' || type === 'TO_EX' || (type !== 'BLOCK' && sources.length > 0)

/** How a filter asks for packets. */
export function packetAccess(subject: Subject): FieldAccess<FoundPacket> {
  const clocks = new Map(subject.taps.map(({ name, table }) => [name, table]))
  return {
    vlan: ({ message }, is) => is(message.segment.vlans),
    segment: ({ message }, is) => is(message.segment.name),
    tap: ({ source }, is) => is(source),
    group: ({ message }, is) => groupsOf(message).some(is),
    host: ({ message }, is) => is(message.src),
    mac: ({ message }, is) => message.mac !== null && is(message.mac),
    vendor: ({ message }, is) => message.mac !== null && is(subject.vendor(formatMac(message.mac)) ?? ''),
    version: ({ message }, is) => message.version !== null && is(wireVersion(message.segment.family, message.version)),
    age: ({ message, source }, is) => is((clocks.get(source)?.clock ?? message.at) - message.at),
    source: ({ message }, is) => sourcesOf(message).some(is),
    text: ({ message }, is) => textsOf(message).some(is),
  }
}

function sourcesOf(message: Message): readonly Address[] {
  if (message.kind === 'query') return message.sources
  return message.kind === 'report' && message.version === 3 ? message.records.flatMap(({ sources }) => sources) : []
}

const textsOf = (message: Message): string[] => [
  message.kind,
  message.segment.name,
  formatAddress(message.src),
  ...(message.mac === null ? [] : [formatMac(message.mac)]),
  ...groupsOf(message).map(formatAddress),
  ...message.problems,
]
