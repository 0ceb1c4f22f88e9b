/** `d1`: in the network behind a host. */
export type LabNode = 'sw' | 'mon' | 'q' | `${'h' | 'r' | 'd'}${number}`
export type MirrorDirection = 'both' | 'rx' | 'tx' | 'off'

export interface LabOptions {
  /** Hosts h1 to hN. */
  hosts?: number
  /** Routers r1 to rN. */
  routers?: number
  /** Hosts that share the port `ph` of the switch. */
  hub?: readonly LabNode[]
  mirror?: MirrorDirection
  /** Version of the bridge's queries. */
  querierVersion?: 2 | 3
  /** Does the switch query: from its address, from 0.0.0.0, not at all? */
  querier?: 'numbered' | 'unnumbered' | 'none'
  /** Seconds, to the hundredth. */
  queryInterval?: number
  maxResponse?: number
  lastMemberInterval?: number
  /** Whose monitor node has the mirror port; without it, an own one. */
  monitor?: { namespace: (node: LabNode) => string } | null
  /** Name of the mirror port on the monitor node. */
  mirrorPort?: string
}

export const LAYOUT: Required<LabOptions> = {
  hosts: 3,
  routers: 0,
  hub: [],
  mirror: 'both',
  querierVersion: 3,
  querier: 'numbered',
  queryInterval: 4,
  maxResponse: 1,
  lastMemberInterval: 0.5,
  monitor: null,
  mirrorPort: 'span0',
}
