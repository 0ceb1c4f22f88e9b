import type { Encapsulation } from '../../shared/igmp.ts'
import type { MirrorKind } from '../../shared/source.ts'

/** One mirrored frame within what was received: data[start..end). */
export interface Mirrored {
  start: number
  end: number
  /** Octets it had before it was cut. */
  wireLength: number
  /** LINKTYPE_ number: 1 Ethernet, 101 raw IP. */
  linkType: number
  /** The VLAN that the mirror tells for a frame without a tag; 0 where it tells none. */
  vlan: number
  /** Part of the segment's path (`vxlan:5000`), where the mirror has several. */
  tunnel: string | null
  /** What was taken off around it. */
  encapsulation: readonly Encapsulation[]
}

/** What a datagram of an approved sender was. */
export type Unpacked =
  | { kind: 'fault'; reason: string }
  // What keeps a connection alive, or tells of other things than frames.
  | { kind: 'nothing' }
  | {
      kind: 'frames'
      frames: readonly Mirrored[]
      /** A sender's session, where it may have several: each is a source of its own. */
      session: number | null
      /** The number of this datagram, counted for each stream by itself. */
      sequence: { stream: string; number: number } | null
      /** What is wrong with the rest of it, or null. */
      fault: string | null
    }

/** How one kind of mirror wraps its frames. */
export interface MirrorProtocol {
  readonly kind: MirrorKind
  /** Its name as people write it. */
  readonly title: string
  /** It takes samples: what it carries is never state. */
  readonly sampled: boolean
  /** Reads data[start..end) and nothing outside. Never throws. */
  unpack(data: Uint8Array, start: number, end: number): Unpacked
}

export const fault = (reason: string): Unpacked => ({ kind: 'fault', reason })
