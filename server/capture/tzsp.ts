import { parseTzsp } from '../decode/tzsp.ts'
import { fault, type MirrorProtocol } from './mirror-protocol.ts'

const LINKTYPE_ETHERNET = 1
const ENCAPSULATION = ['tzsp'] as const

/** TaZmen Sniffer Protocol: MikroTik's `/tool/sniffer` and `sniff-tzsp`, and access points. */
export const TZSP: MirrorProtocol = {
  kind: 'tzsp',
  title: 'TZSP',
  sampled: false,
  unpack(data, start, end) {
    const parsed = parseTzsp(data, start, end)
    switch (parsed.kind) {
      case 'keepalive':
        return { kind: 'nothing' }
      case 'malformed':
        return fault(parsed.reason)
      case 'frame': {
        const frame = {
          start: parsed.start,
          end: parsed.end,
          wireLength: parsed.wireLength ?? parsed.end - parsed.start,
          linkType: LINKTYPE_ETHERNET,
          vlan: 0,
          tunnel: null,
          encapsulation: ENCAPSULATION,
        }
        const sequence = parsed.sequence === undefined ? null : { stream: '', number: parsed.sequence }
        return { kind: 'frames', frames: [frame], session: null, sequence, fault: null }
      }
    }
  },
}
