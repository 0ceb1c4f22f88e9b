import { formatAddress } from '../../shared/address.ts'
import { AddressCache } from '../decode/address-cache.ts'
import { parseSflow, SFLOW_PROTOCOL, type Sample } from '../decode/sflow.ts'
import { fault, type Mirrored, type MirrorProtocol } from './mirror-protocol.ts'

const LINKTYPE_ETHERNET = 1
const LINKTYPE_RAW_IP = 101
const ENCAPSULATION = ['sflow'] as const
const addresses = new AddressCache()

/** sFlow version 5: one frame of so many, and of that one the first octets. */
export const SFLOW: MirrorProtocol = {
  kind: 'sflow',
  title: 'sFlow',
  sampled: true,
  unpack(data, start, end) {
    const parsed = parseSflow(data, start, end, addresses)
    if (parsed.kind === 'malformed') return fault(parsed.reason)
    // Every agent behind the sender counts its datagrams by itself (sFlow version 5, s5).
    const stream = `${formatAddress(parsed.agent)} ${parsed.subAgent}`
    return {
      kind: 'frames',
      frames: parsed.samples.flatMap(mirrored),
      session: null,
      sequence: { stream, number: parsed.sequence },
      fault: parsed.whole ? null : 'sflow-malformed',
    }
  },
}

function mirrored({ protocol, start, end, frameLength }: Sample): Mirrored[] {
  const linkType = linkTypeOf(protocol)
  if (linkType === null) return []
  const wireLength = Math.max(frameLength, end - start)
  return [{ start, end, wireLength, linkType, vlan: 0, tunnel: null, encapsulation: ENCAPSULATION }]
}

/** null: a header of another kind. */
function linkTypeOf(protocol: number): number | null {
  switch (protocol) {
    case SFLOW_PROTOCOL.ethernet:
      return LINKTYPE_ETHERNET
    case SFLOW_PROTOCOL.ipv4:
    case SFLOW_PROTOCOL.ipv6:
      return LINKTYPE_RAW_IP
    default:
      return null
  }
}
