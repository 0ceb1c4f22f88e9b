import { MLD_TYPES } from '../mld-types.ts'
import type { Scribe } from './scribe.ts'
import { END, type Next } from './step.ts'

const PROTOCOLS: ReadonlyMap<number, string> = new Map([
  [0, 'Hop-by-Hop'],
  [2, 'IGMP'],
  [4, 'IPv4'],
  [17, 'UDP'],
  [41, 'IPv6'],
  [43, 'Routing'],
  [44, 'Fragment'],
  [47, 'GRE'],
  [51, 'AH'],
  [58, 'ICMPv6'],
  [60, 'Destination'],
])
const protocolWord = (number: number | null): { word?: string } => {
  const word = number === null ? undefined : PROTOCOLS.get(number)
  return word === undefined ? {} : { word }
}

function carried(protocol: number | null, at: number, header: number): Next {
  switch (protocol) {
    case 2:
      return { kind: 'igmp', at }
    case 4:
      return { kind: 'ipv4', at }
    case 17:
      return { kind: 'udp', at }
    case 41:
      return { kind: 'ipv6', at }
    case 47:
      return { kind: 'gre', at }
    case 58:
      return { kind: 'mld', at, header }
    default:
      return END
  }
}

/** A packet without a link layer: its first four bits are the version. */
export function anyIp(scribe: Scribe, { at }: Next): Next {
  const version = (scribe.read(at, 1) ?? 0) >> 4
  if (version === 4) return { kind: 'ipv4', at }
  return version === 6 ? { kind: 'ipv6', at } : END
}

/** RFC 791 s3.1. */
export function ipv4(scribe: Scribe, { at }: Next): Next {
  const first = scribe.read(at, 1)
  if (first === null || first >> 4 !== 4) return END
  const header = (first & 15) * 4
  const total = scribe.read(at + 2, 2)
  const protocol = scribe.read(at + 9, 1)
  const rfc = 'RFC 791 s3.1'
  const end = scribe.layer('ipv4', at, () => {
    scribe.add('version', at, 1, 4, { rfc })
    scribe.add('header-length', at, 1, header, { rfc })
    scribe.hex('traffic-class', at + 1, 1, { rfc: 'RFC 2474 s3' })
    scribe.number('total-length', at + 2, 2, { rfc })
    scribe.hex('identification', at + 4, 2, { rfc })
    const fragmentation = scribe.read(at + 6, 2) ?? 0
    scribe.add('flags', at + 6, 1, `0x${(fragmentation >> 13).toString(16)}`, { rfc, ...fragmentWord(fragmentation) })
    scribe.add('fragment-offset', at + 6, 2, (fragmentation & 0x1fff) * 8, { rfc })
    scribe.number('ttl', at + 8, 1, { rfc: protocol === 2 ? 'RFC 3376 s4' : rfc })
    scribe.number('protocol', at + 9, 1, { rfc, ...protocolWord(protocol) })
    scribe.hex('header-checksum', at + 10, 2, { rfc })
    scribe.ipv4('source', at + 12, { rfc })
    scribe.ipv4('destination', at + 16, { rfc })
    options(scribe, at + 20, at + header)
    return at + Math.max(20, header)
  })
  if (total !== null && total >= header) scribe.limit = Math.min(scribe.limit, at + total)
  return carried(protocol, end, at)
}

const fragmentWord = (fragmentation: number): { word?: string } =>
  (fragmentation & 0x2000) !== 0 ? { word: 'MF' } : (fragmentation & 0x4000) !== 0 ? { word: 'DF' } : {}

function options(scribe: Scribe, start: number, end: number): void {
  let at = start
  while (at < end) {
    const type = scribe.read(at, 1)
    if (type === null) return
    if (type === 0) {
      scribe.octets('padding', at, end - at, { rfc: 'RFC 791 s3.1' })
      return
    }
    const length = type === 1 ? 1 : (scribe.read(at + 1, 1) ?? 0)
    if (length < 1 || at + length > end) {
      scribe.octets('option', at, end - at)
      return
    }
    if (type === 0x94) scribe.octets('router-alert', at, length, { rfc: 'RFC 2113 s2.1' })
    else scribe.octets(type === 1 ? 'padding' : 'option', at, length, { rfc: 'RFC 791 s3.1' })
    at += length
  }
}

/** RFC 8200 s3. */
export function ipv6(scribe: Scribe, { at }: Next): Next {
  const first = scribe.read(at, 4)
  if (first === null || first >>> 28 !== 6) return END
  const rfc = 'RFC 8200 s3'
  let protocol = scribe.read(at + 6, 1)
  const payload = scribe.read(at + 4, 2)
  const end = scribe.layer('ipv6', at, () => {
    scribe.add('version', at, 1, 6, { rfc })
    scribe.add('traffic-class', at, 2, `0x${((first >>> 20) & 255).toString(16).padStart(2, '0')}`, { rfc })
    scribe.add('flow-label', at + 1, 3, `0x${(first & 0xfffff).toString(16).padStart(5, '0')}`, { rfc })
    scribe.number('payload-length', at + 4, 2, { rfc })
    scribe.number('next-header', at + 6, 1, { rfc, ...protocolWord(protocol) })
    scribe.number('hop-limit', at + 7, 1, { rfc })
    scribe.ipv6('source', at + 8, { rfc })
    scribe.ipv6('destination', at + 24, { rfc })
    if (payload !== null) scribe.limit = Math.min(scribe.limit, at + 40 + payload)
    let behind = at + 40
    for (let count = 0; count < MAX_EXTENSIONS && isExtension(protocol); count += 1) {
      const next = scribe.read(behind, 1)
      const length = extensionLength(scribe, behind, protocol)
      if (next === null || length === null || !scribe.has(behind, length)) break
      extension(scribe, behind, length, protocol)
      protocol = next
      behind += length
    }
    return behind
  })
  // Other ICMPv6 is no membership message.
  if (protocol === 58 && !MLD_TYPES.has(scribe.read(end, 1) ?? -1)) return END
  return carried(protocol, end, at)
}

/** As many as `openIPv6` walks over. */
const MAX_EXTENSIONS = 8
const EXTENSIONS: ReadonlySet<number> = new Set([0, 43, 44, 51, 60])
const isExtension = (protocol: number | null): boolean => protocol !== null && EXTENSIONS.has(protocol)

/** RFC 8200 s4.3 to s4.6; RFC 4302 s2.2. */
function extensionLength(scribe: Scribe, at: number, kind: number | null): number | null {
  if (kind === 44) return 8
  const words = scribe.read(at + 1, 1)
  if (words === null) return null
  return kind === 51 ? (words + 2) * 4 : (words + 1) * 8
}

function extension(scribe: Scribe, at: number, length: number, kind: number | null): void {
  const next = scribe.read(at, 1)
  scribe.group('extension', at, PROTOCOLS.get(kind ?? -1) ?? String(kind), () => {
    scribe.number('next-header', at, 1, { rfc: 'RFC 8200 s4', ...protocolWord(next) })
    if (kind === 44) {
      const offset = scribe.read(at + 2, 2) ?? 0
      scribe.add('fragment-offset', at + 2, 2, offset & 0xfff8, {
        rfc: 'RFC 8200 s4.5',
        ...((offset & 1) !== 0 ? { word: 'MF' } : {}),
      })
      scribe.hex('identification', at + 4, 4, { rfc: 'RFC 8200 s4.5' })
      return at + length
    }
    scribe.number('length', at + 1, 1, { rfc: 'RFC 8200 s4' })
    if (kind === 0 || kind === 60) options6(scribe, at + 2, at + length)
    else scribe.octets('data', at + 2, length - 2)
    return at + length
  })
}

/** RFC 8200 s4.2. */
function options6(scribe: Scribe, start: number, end: number): void {
  let at = start
  while (at < end) {
    const type = scribe.read(at, 1)
    if (type === null) return
    const length = type === 0 ? 1 : 2 + (scribe.read(at + 1, 1) ?? 0)
    if (at + length > end) {
      scribe.octets('option', at, end - at)
      return
    }
    if (type === 5 && length === 4) {
      const value = scribe.read(at + 2, 2) ?? 0
      scribe.add('router-alert', at, length, value, { rfc: 'RFC 2711 s2.1', ...(value === 0 ? { word: 'MLD' } : {}) })
    } else scribe.octets(type < 2 ? 'padding' : 'option', at, length, { rfc: 'RFC 8200 s4.2' })
    at += length
  }
}
