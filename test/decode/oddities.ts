import { checksum } from '../../server/capture/simulated/checksum.ts'
import { frameOf } from '../../server/capture/simulated/encode.ts'
import { ALL_HOSTS, ALL_V3_ROUTERS, mac } from '../../shared/address.ts'
import { ip } from '../generate/message.ts'

const GROUP = ip('239.1.1.1')
const envelope = { src: ip('10.0.10.11'), srcMac: mac(0x02000000000b) }

/** Octets in hex with zeros where the checksum goes, which is set over all of them. */
function message(hex: string): Uint8Array {
  const bytes = new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex'))
  const sum = checksum(bytes, 0, bytes.length)
  bytes[2] = sum >>> 8
  bytes[3] = sum & 255
  return bytes
}

/** Frames of messages on which dissectors and the RFC part (RFC 2236 s2.3 and s2.5; RFC 3376 s4.2, s7.1). */
export const oddities = (): Uint8Array[] => [
  // Longer than the version knows: what follows is summed and ignored.
  frameOf(message('16000000 ef010101 00000001'), GROUP, envelope),
  frameOf(message('12000000 ef010101 deadbeef 0102'), GROUP, envelope),
  // Queries of a length between the versions, and of version 3 with code 0 and with something behind the sources.
  ...[9, 10, 11].map((length) => frameOf(message(`11640000 00000000 ${'00'.repeat(length - 8)}`), ALL_HOSTS, envelope)),
  frameOf(message('11000000 00000000 02 7d 0000'), ALL_HOSTS, envelope),
  frameOf(message('11c80000 ef010101 0a c8 0001 0a000001 ffffffff'), GROUP, envelope),
  // Records: the second one of an unknown type, auxiliary data, and one whose sources are not there.
  frameOf(
    message('22000000 00000003 04000000 ef010101 09000000 ef010102 01010001 ef010103 0a000001 aaaaaaaa'),
    ALL_V3_ROUTERS,
    envelope,
  ),
  frameOf(message('22000000 00000002 04000000 ef010101 01000004 ef010102 0a000001'), ALL_V3_ROUTERS, envelope),
]
