import { parseTzsp, TZSP_PORT } from '../tzsp.ts'
import { VXLAN_GPE_PORT, VXLAN_PORT, VXLAN_PORT_LINUX } from '../vxlan.ts'
import { CAPWAP_DATA_PORT } from '../capwap.ts'
import { GENEVE_PORT } from '../geneve.ts'
import { L2TP_PORT } from '../l2tp.ts'
import type { Scribe } from './scribe.ts'
import { behindEtherType, END, typeWord, type Next } from './step.ts'

const PORTS: ReadonlyMap<number, string> = new Map([
  [TZSP_PORT, 'TZSP'],
  [VXLAN_PORT, 'VXLAN'],
  [VXLAN_PORT_LINUX, 'VXLAN'],
  [VXLAN_GPE_PORT, 'VXLAN-GPE'],
  [GENEVE_PORT, 'Geneve'],
  [L2TP_PORT, 'L2TP'],
  [CAPWAP_DATA_PORT, 'CAPWAP'],
])

/** RFC 768. */
export function udp(scribe: Scribe, { at }: Next): Next {
  const port = scribe.read(at + 2, 2)
  const length = scribe.read(at + 4, 2)
  const word = port === null ? undefined : PORTS.get(port)
  const end = scribe.layer('udp', at, () => {
    scribe.number('source-port', at, 2, { rfc: 'RFC 768' })
    scribe.number('destination-port', at + 2, 2, { rfc: 'RFC 768', ...(word === undefined ? {} : { word }) })
    scribe.number('length', at + 4, 2, { rfc: 'RFC 768' })
    scribe.hex('checksum', at + 6, 2, { rfc: 'RFC 768' })
    return at + 8
  })
  if (length !== null && length >= 8) scribe.limit = Math.min(scribe.limit, at + length)
  return port === null ? END : { kind: 'port', at: end, type: port }
}

/** What the datagram carries, by its destination port. */
export function port(scribe: Scribe, { at, type }: Next): Next {
  switch (type) {
    case TZSP_PORT:
      return tzsp(scribe, at)
    case VXLAN_PORT:
    case VXLAN_PORT_LINUX:
      return vxlan(scribe, at, false)
    case VXLAN_GPE_PORT:
      return vxlan(scribe, at, true)
    case GENEVE_PORT:
      return geneve(scribe, at)
    case L2TP_PORT:
      return l2tp(scribe, at)
    case CAPWAP_DATA_PORT:
      return capwap(scribe, at)
    default:
      return END
  }
}

function tzsp(scribe: Scribe, at: number): Next {
  const parsed = parseTzsp(scribe.data, at, scribe.end)
  if (parsed.kind !== 'frame') return END
  const end = scribe.layer('tzsp', at, () => {
    scribe.number('version', at, 1)
    scribe.number('type', at + 1, 1)
    scribe.number('protocol', at + 2, 2)
    scribe.octets('tag', at + 4, parsed.start - at - 4)
    return parsed.start
  })
  return { kind: 'ethernet', at: end }
}

/** RFC 7348 s5; with the next protocol of GPE in the fourth octet. */
function vxlan(scribe: Scribe, at: number, generic: boolean): Next {
  const flags = scribe.read(at, 1) ?? 0
  const protocol = generic && (flags & 0x04) !== 0 ? scribe.read(at + 3, 1) : 3
  const end = scribe.layer('vxlan', at, () => {
    scribe.hex('flags', at, 1, { rfc: 'RFC 7348 s5' })
    if (generic) scribe.number('protocol', at + 3, 1)
    scribe.add('vni', at + 4, 3, (scribe.read(at + 4, 4) ?? 0) >>> 8, { rfc: 'RFC 7348 s5' })
    return at + 8
  })
  if (protocol === 1) return { kind: 'ipv4', at: end }
  if (protocol === 2) return { kind: 'ipv6', at: end }
  return protocol === 3 ? { kind: 'ethernet', at: end } : END
}

/** RFC 8926 s3.4. */
function geneve(scribe: Scribe, at: number): Next {
  const words = (scribe.read(at, 1) ?? 0) & 0x3f
  const type = scribe.read(at + 2, 2)
  const end = scribe.layer('geneve', at, () => {
    scribe.add('version', at, 1, (scribe.read(at, 1) ?? 0) >> 6, { rfc: 'RFC 8926 s3.4' })
    scribe.hex('flags', at + 1, 1, { rfc: 'RFC 8926 s3.4' })
    scribe.hex('protocol', at + 2, 2, { rfc: 'RFC 8926 s3.4', ...typeWord(type) })
    scribe.add('vni', at + 4, 3, (scribe.read(at + 4, 4) ?? 0) >>> 8, { rfc: 'RFC 8926 s3.4' })
    scribe.octets('option', at + 8, words * 4, { rfc: 'RFC 8926 s3.5' })
    return at + 8 + words * 4
  })
  return type === null ? END : behindEtherType(type, end)
}

/** RFC 2661 s3.1: which fields there are is told by the flags. */
function l2tp(scribe: Scribe, at: number): Next {
  const flags = scribe.read(at, 2)
  if (flags === null || (flags & 0x8000) !== 0 || (flags & 15) !== 2) return END
  const ids = at + ((flags & 0x4000) === 0 ? 2 : 4)
  const offset = ids + ((flags & 0x0800) === 0 ? 4 : 8)
  const padded = (flags & 0x0200) !== 0
  const start = padded ? offset + 2 + (scribe.read(offset, 2) ?? 0) : offset
  const rfc = 'RFC 2661 s3.1'
  const end = scribe.layer('l2tp', at, () => {
    scribe.hex('flags', at, 2, { rfc })
    if ((flags & 0x4000) !== 0) scribe.number('length', at + 2, 2, { rfc })
    scribe.number('tunnel-id', ids, 2, { rfc })
    scribe.number('session-id', ids + 2, 2, { rfc })
    if ((flags & 0x0800) !== 0) scribe.number('sequence', ids + 4, 2, { rfc })
    if (padded) scribe.octets('padding', offset, start - offset, { rfc })
    return start
  })
  return { kind: 'ppp', at: end }
}

/** RFC 5415 s4.3. */
function capwap(scribe: Scribe, at: number): Next {
  const length = ((scribe.read(at + 1, 1) ?? 0) >> 3) * 4
  const flags = scribe.read(at + 2, 2)
  if (flags === null || length < 8) return END
  const rfc = 'RFC 5415 s4.3'
  const end = scribe.layer('capwap', at, () => {
    scribe.hex('version', at, 1, { rfc })
    scribe.add('header-length', at + 1, 1, length, { rfc })
    scribe.hex('flags', at + 2, 2, { rfc })
    scribe.octets('data', at + 4, length - 4, { rfc })
    return at + length
  })
  return { kind: (flags & 0x0100) === 0 ? 'ethernet' : 'wlan', at: end }
}
