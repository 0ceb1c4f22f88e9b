import type { Family } from './address.ts'
import type { Encapsulation, IgmpVersion, MessageKind, Problem, QueryScope, RecordType } from './igmp.ts'
import type { DurationMs, EpochMs } from './time.ts'

/** One IGMP message as text. What a message has not is absent or null. */
export interface MessageLine {
  frame: number
  at: EpochMs
  segment: string
  family: Family
  /** Layers around the mirrored frame, outermost first. */
  encapsulation: readonly Encapsulation[]
  /** Outermost first. */
  vlans: readonly number[]
  mac: string | null
  src: string
  dst: string
  ttl: number
  /** null: cut off by the capture */
  routerAlert: boolean | null
  type: number | null
  version: IgmpVersion | null
  kind: MessageKind
  group: string | null
  scope?: QueryScope
  maxResponseMs?: DurationMs
  suppress?: boolean
  /** QRV as sent; 0 says more than 7. */
  robustness?: number | null
  queryIntervalMs?: DurationMs | null
  sources?: readonly string[]
  records?: readonly { type: RecordType; group: string; sources: readonly string[] }[]
  /** What a type that is no membership message stands for. */
  name?: string
  /** From a sample of the traffic (sFlow): shown, never state. Absent: it was all that there was. */
  sampled?: true
  problems: readonly Problem[]
}
