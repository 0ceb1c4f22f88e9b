import type { Encapsulation } from '../../shared/igmp.ts'
import type { EpochMs } from '../../shared/time.ts'

/**
 * One captured frame. It and its bytes belong to the source and may be overwritten after the call that hands the frame
 * over: whoever keeps something copies it.
 */
export interface Frame {
  /** When it was captured, with a fraction. */
  at: EpochMs
  /** LINKTYPE_ number of the pcap registry: 1 Ethernet, 101 raw IP, 113 Linux cooked, ... */
  linkType: number
  data: Uint8Array
  /** The frame is data[start] up to, not including, data[end]. */
  start: number
  end: number
  /** Octets it had on the wire; more than `end - start` when the capture cut it. */
  wireLength: number
  /** Number of the interface within a pcapng file when that has several, else null. */
  interfaceId: number | null
  /**
   * Part of the segment's path that stands for a tunnel which the source itself received: `vxlan:5000`; else null, also
   * where the name of the source says it already (`tzsp:192.0.2.1`).
   */
  tunnel: string | null
  /** Layers that the source itself took off, outermost first. Absent: none, or TZSP where `tunnel` is not null. */
  encapsulation?: readonly Encapsulation[]
  /* The next two stand only beside `encapsulation`. */
  /** The VLAN that the mirror tells for a frame without a tag (ERSPAN); 0 or absent where it tells none. */
  vlan?: number
  /** A sample (sFlow): shown, never state. */
  sampled?: boolean
}
