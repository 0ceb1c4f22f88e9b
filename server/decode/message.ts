import type { Address, Mac } from '../../shared/address.ts'
import type { Encapsulation, IgmpVersion, Problem, QueryScope, RecordType } from '../../shared/igmp.ts'
import type { DurationMs, EpochMs } from '../../shared/time.ts'
import type { Segment } from './segment.ts'

/** RFC 3376 s4.2.4: one group record of a version 3 report. */
export interface GroupRecord {
  readonly type: RecordType
  readonly group: Address
  readonly sources: readonly Address[]
}

/** What every message has, whatever it says. */
interface Envelope {
  /** Number of its frame within its source, from 1. */
  readonly frame: number
  readonly at: EpochMs
  readonly segment: Segment
  /** Layers around the mirrored frame, outermost first. */
  readonly encapsulation: readonly Encapsulation[]
  /** null where the capture has no link layer */
  readonly mac: Mac | null
  readonly src: Address
  readonly dst: Address
  readonly ttl: number
  /** null: cut off by the capture */
  readonly routerAlert: boolean | null
  /** The type octet; null when the message has not even that. */
  readonly type: number | null
  readonly problems: readonly Problem[]
  /** From a sample of the traffic (sFlow): shown, never state. */
  readonly sampled: boolean
  /** False when the message must not change anything (protocol rules: checksum, truncation, length, fragment). */
  readonly sound: boolean
}

export interface QueryMessage extends Envelope {
  readonly kind: 'query'
  /** null when its length is that of no version (RFC 3376 s7.1): such a query is ignored. */
  readonly version: IgmpVersion | null
  readonly scope: QueryScope
  /** null in a general query */
  readonly group: Address | null
  readonly maxResponseMs: DurationMs
  /** The S flag (RFC 3376 s4.1.5); false before version 3. */
  readonly suppress: boolean
  /** QRV as sent; null before version 3. 0 means more than 7. */
  readonly robustness: number | null
  /** QQIC decoded; null before version 3. */
  readonly queryIntervalMs: DurationMs | null
  readonly sources: readonly Address[]
}

export interface OldReportMessage extends Envelope {
  readonly kind: 'report'
  readonly version: 1 | 2
  readonly group: Address
}

export interface RecordsMessage extends Envelope {
  readonly kind: 'report'
  readonly version: 3
  readonly group: null
  readonly records: readonly GroupRecord[]
}

export interface LeaveMessage extends Envelope {
  readonly kind: 'leave'
  readonly version: 2
  readonly group: Address
}

/** Anything of IP protocol 2 that is no membership message, or too short to be one. */
export interface OtherMessage extends Envelope {
  readonly kind: 'other'
  readonly version: null
  readonly group: null
  /** What the type stands for, where it is assigned. */
  readonly name: string | null
}

export type Message = QueryMessage | OldReportMessage | RecordsMessage | LeaveMessage | OtherMessage
