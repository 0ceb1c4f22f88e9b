import type { Family } from './address.ts'
import type { Problem } from './igmp.ts'
import type { MessageLine } from './message.ts'
import type { PacketField, PacketLayer } from './packet-layers.ts'
import type { DurationMs, EpochMs } from './time.ts'

/*
 * Packets that a tap keeps for a while: the frames that prove what the table says. The oldest go first.
 */

/** A packet of a list. */
export interface PacketRow {
  /** Of this packet alone: its tap and its number there. */
  key: string
  /** The tap that captured it. */
  source: string
  /** As it is shown: of several taps that see one, their common name. */
  segment: string
  family: Family
  frame: number
  at: EpochMs
  /** Octets that were captured, and that it had on the wire. */
  octets: number
  wireOctets: number
  /** The mirror made it: it was shown a moment before. */
  copy: boolean
  /** Why it changed nothing; empty where it counts. */
  refused: readonly Problem[]
  message: MessageLine
}

/** What a receiver has to check, and how it came out; `ok` null: the capture does not tell. */
export interface Verdict {
  check: 'checksum' | 'ttl' | 'router-alert' | 'length' | 'destination' | 'source'
  ok: boolean | null
}

/** One packet with all that stands in it. */
export interface Packet extends PacketRow {
  /** LINKTYPE_ number of the pcap registry. */
  linkType: number
  /** The octets as they were captured, two digits each. */
  hex: string
  layers: readonly PacketLayer[]
  verdicts: readonly Verdict[]
}
export type { PacketField, PacketLayer }

/** What is kept of packets, and what had to go. */
export interface PacketsKept {
  packets: number
  octets: number
  /** That made room for newer ones. */
  dropped: number
  /** Of the oldest one that is kept; null: there is none. */
  since: EpochMs | null
}

/** The report that proves a membership: the newest of this host for this group that is kept. */
export interface Proof {
  packet: PacketRow | null
  /** When its packet is not kept any more: how far back the kept ones go. */
  kept: PacketsKept
}

/** Packets that one list shows. */
export const MAX_PACKETS = 500

/** Milliseconds that a packet may be off a moment that is asked for: times are floats. */
export const SAME_MOMENT: DurationMs = 0.01

/** How a receiver judges a message (RFC 3376 s4, s9.1; RFC 3810 s6.2). */
export function verdictsOf({ kind, ttl, routerAlert, problems }: MessageLine): Verdict[] {
  const has = (...some: Problem[]): boolean => some.some((problem) => problems.includes(problem))
  const unknown = has('truncated', 'fragment')
  const length = has('bad-length', 'malformed-record') ? false : unknown ? null : true
  const common: Verdict[] = [
    { check: 'checksum', ok: has('bad-checksum') ? false : unknown ? null : true },
    { check: 'length', ok: length },
  ]
  if (kind === 'other') return common
  return [
    ...common,
    { check: 'ttl', ok: ttl === 1 },
    { check: 'router-alert', ok: routerAlert },
    { check: 'destination', ok: !has('wrong-destination') },
    { check: 'source', ok: !has('bad-source') },
  ]
}
