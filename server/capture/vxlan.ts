import { parseVxlan } from '../decode/vxlan.ts'
import { fault, type MirrorProtocol } from './mirror-protocol.ts'

const LINKTYPE_ETHERNET = 1
const ENCAPSULATION = ['vxlan'] as const

/** A VXLAN tunnel that ends here: Linux `tc mirred` into a vxlan device, Open vSwitch, packet brokers. */
export const VXLAN: MirrorProtocol = {
  kind: 'vxlan',
  title: 'VXLAN',
  sampled: false,
  unpack(data, start, end) {
    const parsed = parseVxlan(data, start, end)
    if (parsed.kind === 'malformed') return fault(parsed.reason)
    const frame = {
      start: parsed.start,
      end,
      wireLength: end - parsed.start,
      linkType: LINKTYPE_ETHERNET,
      vlan: 0,
      tunnel: `vxlan:${parsed.vni}`,
      encapsulation: ENCAPSULATION,
    }
    return { kind: 'frames', frames: [frame], session: null, sequence: null, fault: null }
  },
}
