/** One broadcast domain as the tap sees it. */
export interface Segment {
  /** The path: the source's name, the tunnel with its id, the VLAN stack: `eth1/vxlan:5000/100.10`. */
  readonly name: string
  /** VLAN ids, outermost first; empty when untagged. */
  readonly vlans: readonly number[]
  /** Number within its table, from 0. */
  readonly index: number
}
