import type { Scribe } from './scribe.ts'
import { behindEtherType, END, typeWord, type Next } from './step.ts'

/** What a link type begins with (the numbers of the pcap registry, as `openLink` knows them). */
export function firstLayer(scribe: Scribe, linkType: number, at: number): Next {
  switch (linkType) {
    case 1:
      return { kind: 'ethernet', at }
    case 12:
    case 101:
    case 228:
      return { kind: 'any-ip', at }
    case 0:
    case 108:
      return loopback(scribe, at)
    case 113:
      return cooked(scribe, at)
    case 276:
      return cooked2(scribe, at)
    default:
      return END
  }
}

export function ethernet(scribe: Scribe, { at }: Next): Next {
  const type = scribe.read(at + 12, 2)
  const end = scribe.layer('ethernet', at, () => {
    scribe.mac('destination-mac', at)
    scribe.mac('source-mac', at + 6)
    if (type !== null && type < 0x0600) scribe.number('length', at + 12, 2, { rfc: 'IEEE 802.3' })
    else scribe.hex('ethertype', at + 12, 2, typeWord(type))
    return at + 14
  })
  return type === null ? END : behindEtherType(type, end)
}

/** IEEE 802.1Q s9.6: priority 3 | drop eligible 1 | VLAN id 12, then the type of what follows. */
export function vlan(scribe: Scribe, { at }: Next): Next {
  const control = scribe.read(at, 2)
  const type = scribe.read(at + 2, 2)
  const end = scribe.layer('vlan', at, () => {
    scribe.add('priority', at, 1, (control ?? 0) >> 13, { rfc: 'IEEE 802.1Q' })
    scribe.add('vlan-id', at, 2, (control ?? 0) & 0xfff, { rfc: 'IEEE 802.1Q' })
    scribe.hex('ethertype', at + 2, 2, typeWord(type))
    return at + 4
  })
  return type === null ? END : behindEtherType(type, end)
}

/** IEEE 802.2 with SNAP (RFC 1042). */
export function snap(scribe: Scribe, { at }: Next): Next {
  const type = scribe.read(at + 6, 2)
  const end = scribe.layer('llc', at, () => {
    scribe.octets('protocol-id', at, 6, { rfc: 'RFC 1042' })
    scribe.hex('ethertype', at + 6, 2, typeWord(type))
    return at + 8
  })
  return type === null || type < 0x0600 ? END : behindEtherType(type, end)
}

function loopback(scribe: Scribe, at: number): Next {
  const end = scribe.layer('loopback', at, () => {
    scribe.octets('address-family', at, 4)
    return at + 4
  })
  return { kind: 'any-ip', at: end }
}

function cooked(scribe: Scribe, at: number): Next {
  const type = scribe.read(at + 14, 2)
  const end = scribe.layer('cooked', at, () => {
    scribe.number('packet-type', at, 2)
    scribe.number('hardware-type', at + 2, 2)
    const length = scribe.number('length', at + 4, 2)
    if (length === 6) scribe.mac('source-mac', at + 6)
    scribe.hex('ethertype', at + 14, 2, typeWord(type))
    return at + 16
  })
  return type === null ? END : behindEtherType(type, end)
}

function cooked2(scribe: Scribe, at: number): Next {
  const type = scribe.read(at, 2)
  const end = scribe.layer('cooked', at, () => {
    scribe.hex('ethertype', at, 2, typeWord(type))
    scribe.number('interface-index', at + 4, 4)
    scribe.number('hardware-type', at + 8, 2)
    scribe.number('packet-type', at + 10, 1)
    const length = scribe.number('length', at + 11, 1)
    if (length === 6) scribe.mac('source-mac', at + 12)
    return at + 20
  })
  return type === null ? END : behindEtherType(type, end)
}

/** A data frame of IEEE 802.11 (s9.3.2.1); the octets of the frame control may come in the other order. */
export function wlan(scribe: Scribe, { at }: Next): Next {
  const first = scribe.read(at, 1)
  const second = scribe.read(at + 1, 1)
  if (first === null || second === null) return END
  const swapped = (first & 0x0f) !== 0x08
  const [type, flags] = swapped ? [second, first] : [first, second]
  if ((type & 0x0f) !== 0x08) return END
  const qos = at + ((flags & 3) === 3 ? 30 : 24)
  const start = (type & 0x80) === 0 ? qos : qos + ((flags & 0x80) === 0 ? 2 : 6)
  const end = scribe.layer('wlan', at, () => {
    scribe.hex('frame-control', at, 2, { rfc: 'IEEE 802.11 s9.2.4.1' })
    scribe.mac('destination-mac', at + 4)
    scribe.mac('transmitter-mac', at + 10)
    scribe.mac('source-mac', at + ((flags & 2) === 0 ? 10 : (flags & 1) === 0 ? 16 : 24))
    return start
  })
  return { kind: 'snap', at: end }
}
