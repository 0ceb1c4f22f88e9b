import { parseErspan } from '../decode/erspan.ts'
import { parseGre } from '../decode/gre.ts'
import { fault, type MirrorProtocol } from './mirror-protocol.ts'

const LINKTYPE_ETHERNET = 1
const LINKTYPE_RAW_IP = 101
/** Frame types of type III: Ethernet, IP without a link layer. */
const FRAME_ETHERNET = 0
const FRAME_IP = 2
/** A switch that cut a frame does not say by how much: at most this many octets. */
const CUT_BY_SWITCH = 0xffff
const ENCAPSULATION = { 1: ['erspan1'], 2: ['erspan2'], 3: ['erspan3'] } as const

/** Encapsulated remote SPAN of Cisco and others: a GRE packet, types I, II and III. Each session is a source. */
export const ERSPAN: MirrorProtocol = {
  kind: 'erspan',
  title: 'ERSPAN',
  sampled: false,
  unpack(data, start, end) {
    const gre = parseGre(data, start, end)
    if (gre.kind !== 'gre') return fault('erspan-malformed')
    const erspan = parseErspan(gre, data, end)
    if (erspan.kind === 'malformed') return fault(erspan.reason)
    const { frameType, truncated, vlan, session } = erspan
    if (frameType !== FRAME_ETHERNET && frameType !== FRAME_IP) return { kind: 'nothing' }
    const frame = {
      start: erspan.start,
      end,
      wireLength: end - erspan.start + (truncated ? CUT_BY_SWITCH : 0),
      linkType: frameType === FRAME_IP ? LINKTYPE_RAW_IP : LINKTYPE_ETHERNET,
      // A switch whose port has no tag, or that takes it off, tells the VLAN here.
      vlan,
      tunnel: null,
      encapsulation: ENCAPSULATION[erspan.type],
    }
    const sequence = gre.sequence === null ? null : { stream: '', number: gre.sequence }
    return { kind: 'frames', frames: [frame], session, sequence, fault: null }
  },
}
