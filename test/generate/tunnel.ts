import { checksum } from '../../server/capture/simulated/checksum.ts'
import type { Encapsulation } from '../../shared/igmp.ts'
import { ethernet, ipv4, ipv6, overIp, overIp6, overUdp, overUdp6, udp } from './carrier.ts'
import { hex, join, word } from './octets.ts'

/** One way to carry a mirrored Ethernet frame, or the IP packet in it. */
export interface Tunnel {
  name: string
  encapsulation: readonly Encapsulation[]
  /** The part of the segment's path. */
  path: string
  /** Whether the frame's own link layer is carried; else the packet alone. */
  carriesLink: boolean
  wrap: (frame: Uint8Array) => Uint8Array
}

/** The IPv4 or IPv6 packet of an untagged frame. */
const packetOf = (frame: Uint8Array): Uint8Array => frame.subarray(14)
const etherTypeOf = (frame: Uint8Array): Uint8Array => frame.subarray(12, 14)
const isIPv6 = (frame: Uint8Array): boolean => frame[12] === 0x86
const pppOf = (frame: Uint8Array): Uint8Array => word(isIPv6(frame) ? 0x0057 : 0x0021)

function tunnel(
  name: string,
  encapsulation: Encapsulation,
  path: string,
  carriesLink: boolean,
  wrap: (frame: Uint8Array) => Uint8Array,
): Tunnel {
  return { name, encapsulation: [encapsulation], path, carriesLink, wrap }
}

/** A tunnel whose payload is the frame behind these octets. */
const framed = (name: string, encapsulation: Encapsulation, path: string, port: number, head: string): Tunnel =>
  tunnel(name, encapsulation, path, true, (frame) => overUdp(port, join(hex(head), frame)))
const gre = (name: string, path: string, head: string): Tunnel =>
  tunnel(name, 'gre', path, true, (frame) => overIp(47, join(hex(head), frame)))
const erspan = (name: string, type: 1 | 2 | 3, path: string, head: string): Tunnel =>
  tunnel(name, `erspan${type}`, path, true, (frame) => overIp(47, join(hex(head), frame)))
const mpls = (name: string, path: string, head: string): Tunnel =>
  tunnel(name, 'mpls', path, false, (frame) => ethernet(0x8847, join(hex(head), packetOf(frame))))
const l2tp = (name: string, head: string): Tunnel =>
  tunnel(name, 'l2tp', 'l2tp:7.9', false, (frame) =>
    overUdp(1_701, join(hex(head), pppOf(frame), packetOf(frame)), 1_701),
  )

/** The frame as IEEE 802.11 data: LLC and SNAP behind the header, the addresses where `flags` wants them. */
function wlan(frame: Uint8Array, type: string, flags: number, middle = ''): Uint8Array {
  const [dst, src] = [frame.subarray(0, 6), frame.subarray(6, 12)]
  const bssid = hex('0a0000000001')
  const fromDs = (flags & 2) !== 0
  const addresses =
    flags === 3 ? [bssid, bssid, dst] : fromDs ? [dst, bssid, src] : flags === 1 ? [bssid, src, dst] : [dst, src, bssid]
  const fourth = flags === 3 ? src : new Uint8Array(0)
  const control = join(hex(type), Uint8Array.of(flags))
  return join(
    control,
    hex('0000'),
    ...addresses,
    hex('1000'),
    fourth,
    hex(middle),
    hex('aaaa03000000'),
    frame.subarray(12),
  )
}
const capwap = (name: string, head: string, inner: (frame: Uint8Array) => Uint8Array): Tunnel =>
  tunnel(name, 'capwap', 'capwap', true, (frame) => overUdp(5_247, join(hex(head), inner(frame)), 5_247))
/** Length 2 words, radio 1, binding 802.11, T. */
const NATIVE = '00 104300 00000000'

/** GRE with a right checksum over header and payload. */
function summedGre(frame: Uint8Array): Uint8Array {
  const packet = join(hex('8000 6558 0000 0000'), frame)
  const sum = checksum(packet, 0, packet.length)
  packet.set(word(sum), 4)
  return packet
}

/** Each kind with each optional field. */
export const TUNNELS: readonly Tunnel[] = [
  framed('TZSP', 'tzsp', 'tzsp:192.0.2.1', 37_008, '01000001 01'),
  framed('TZSP with tags', 'tzsp', 'tzsp:192.0.2.1', 37_008, '01010001 00 0a01c4 2804000000ff 01'),
  tunnel('TZSP over IPv6', 'tzsp', 'tzsp:2001:db8::1', true, (frame) =>
    overUdp6(37_008, join(hex('01000001 01'), frame)),
  ),
  framed('VXLAN', 'vxlan', 'vxlan:5000', 4_789, '08000000 001388 00'),
  framed('VXLAN on the port of Linux', 'vxlan', 'vxlan:16777215', 8_472, '08000000 ffffff 00'),
  framed('VXLAN with a group policy', 'vxlan', 'vxlan:1', 4_789, '88080021 000001 00'),
  tunnel('VXLAN over IPv6', 'vxlan', 'vxlan:5000', true, (frame) =>
    overUdp6(4_789, join(hex('08000000 001388 00'), frame)),
  ),
  framed('VXLAN-GPE with Ethernet', 'vxlan', 'vxlan:5000', 4_790, '0c000003 001388 00'),
  tunnel('VXLAN-GPE with IP', 'vxlan', 'vxlan:5000', false, (frame) =>
    overUdp(4_790, join(hex('0c0000'), Uint8Array.of(isIPv6(frame) ? 2 : 1), hex('001388 00'), packetOf(frame))),
  ),
  tunnel('GRE with IP', 'gre', 'gre', false, (frame) =>
    overIp(47, join(hex('0000'), etherTypeOf(frame), packetOf(frame))),
  ),
  tunnel('GRE with IP over IPv6', 'gre', 'gre', false, (frame) =>
    overIp6(47, join(hex('0000'), etherTypeOf(frame), packetOf(frame))),
  ),
  gre('GRE with Ethernet', 'gre', '0000 6558'),
  gre('GRE with a key', 'gre:4294967295', '2000 6558 ffffffff'),
  gre('GRE with a sequence number', 'gre', '1000 6558 00000001'),
  gre('GRE with key and sequence number', 'gre:7', '3000 6558 00000007 00000001'),
  gre('GRE with routing', 'gre', '4000 6558 0000 0000 0800 0004 c0000209 0000 0000'),
  tunnel('GRE with a checksum', 'gre', 'gre', true, (frame) => overIp(47, summedGre(frame))),
  erspan('ERSPAN type I', 1, 'erspan', '0000 88be'),
  erspan('ERSPAN type II', 2, 'erspan:5', '1000 88be 00000007 1000d805 00000001'),
  erspan('ERSPAN type II with a key', 2, 'erspan:1023', '3000 88be 00000001 00000007 100003ff 00000000'),
  erspan('ERSPAN type III', 3, 'erspan:5', '1000 22eb 00000008 20000005 0001e240 0000 0000'),
  erspan(
    'ERSPAN type III with a sub-header',
    3,
    'erspan:5',
    '1000 22eb 00000009 20000005 0001e240 0000 0001 0c00000111223344',
  ),
  tunnel('ERSPAN type III with an IP packet', 'erspan3', 'erspan:5', false, (frame) =>
    overIp(47, join(hex('1000 22eb 0000000a 20000005 0001e240 0000 0800'), packetOf(frame))),
  ),
  framed('Geneve', 'geneve', 'geneve:5000', 6_081, '00006558 001388 00'),
  framed('Geneve with options', 'geneve', 'geneve:5000', 6_081, '03406558 001388 00 01020300 01028001 deadbeef'),
  tunnel('Geneve with IP', 'geneve', 'geneve:5000', false, (frame) =>
    overUdp(6_081, join(hex('0000'), etherTypeOf(frame), hex('001388 00'), packetOf(frame))),
  ),
  mpls('MPLS', 'mpls:16', '00010140'),
  mpls('MPLS with three labels', 'mpls:18', '00010040 00011040 00012140'),
  mpls('MPLS with an entropy label', 'mpls:16', '00010040 00007040 abcde140'),
  tunnel('MPLS with Ethernet', 'mpls', 'mpls:1048575', true, (frame) => ethernet(0x8848, join(hex('fffff140'), frame))),
  tunnel('MPLS with a control word', 'mpls', 'mpls:16', true, (frame) =>
    ethernet(0x8847, join(hex('00010140 00000000'), frame)),
  ),
  tunnel('MPLS with a numbered control word', 'mpls', 'mpls:16', true, (frame) =>
    ethernet(0x8847, join(hex('00010140 00001234'), frame)),
  ),
  l2tp('L2TP', '0002 0007 0009'),
  l2tp('L2TP with address and control', '0002 0007 0009 ff03'),
  l2tp('L2TP with sequence numbers', '0802 0007 0009 0001 0000'),
  l2tp('L2TP with an offset', '0202 0007 0009 0004 00000000'),
  tunnel('L2TP with everything', 'l2tp', 'l2tp:65535.1', false, (frame) => {
    const payload = join(hex('ffff 0001 0001 0000 0002 0000 ff03'), pppOf(frame).subarray(1), packetOf(frame))
    return overUdp(1_701, join(hex('4a02'), word(payload.length + 4), payload), 1_701)
  }),
  capwap('CAPWAP with 802.3', '00 104200 00000000', (frame) => frame),
  capwap('CAPWAP with a radio MAC', '00 204210 00000000 06 0a0000000001 00', (frame) => frame),
  capwap('CAPWAP with 802.11 to the access point', NATIVE, (frame) => wlan(frame, '08', 1)),
  capwap('CAPWAP with 802.11 from it', NATIVE, (frame) => wlan(frame, '08', 2)),
  capwap('CAPWAP with 802.11 between stations', NATIVE, (frame) => wlan(frame, '08', 0)),
  capwap('CAPWAP with 802.11 and four addresses', NATIVE, (frame) => wlan(frame, '88', 3, '0000')),
  capwap('CAPWAP with 802.11 and QoS', NATIVE, (frame) => wlan(frame, '88', 1, '0600')),
  capwap('CAPWAP with the frame control swapped', NATIVE, (frame) => {
    const octets = wlan(frame, '88', 1, '0000')
    return join(octets.slice(0, 2).reverse(), octets.subarray(2))
  }),
  tunnel('IP in IP', 'ipip', 'ipip', false, (frame) => overIp(isIPv6(frame) ? 41 : 4, packetOf(frame))),
  tunnel('IP in IPv6', 'ipip', 'ipip', false, (frame) => overIp6(isIPv6(frame) ? 41 : 4, packetOf(frame))),
  {
    name: 'VXLAN within GRE within MPLS',
    encapsulation: ['mpls', 'gre', 'vxlan'],
    path: 'mpls:16/gre:7/vxlan:5000',
    carriesLink: true,
    wrap: (frame) => {
      const vxlan = ipv4(17, udp(4_789, join(hex('08000000 001388 00'), frame)))
      return ethernet(0x8847, join(hex('00010140'), ipv6(47, join(hex('2000 0800 00000007'), vxlan))))
    },
  },
]

/** The session keeps the subscriber's own link layer: its MAC and tags are those of the frame. */
export const pppoe = (frame: Uint8Array, tags = '', compressed = false): Uint8Array => {
  const ppp = join(compressed ? pppOf(frame).subarray(1) : pppOf(frame), packetOf(frame))
  return join(frame.subarray(0, 12), hex(tags), hex('8864 1100 0005'), word(ppp.length), ppp)
}
