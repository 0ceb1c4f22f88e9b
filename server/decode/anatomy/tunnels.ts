import { parseErspan } from '../erspan.ts'
import { ERSPAN_I_II, ERSPAN_III, parseGre } from '../gre.ts'
import type { Scribe } from './scribe.ts'
import { behindEtherType, BOTTOM, END, typeWord, type Next } from './step.ts'

/** RFC 2784 s2.1 with key and sequence number of RFC 2890 and the routing of RFC 1701. */
export function gre(scribe: Scribe, { at }: Next): Next {
  const parsed = parseGre(scribe.data, at, scribe.end)
  if (parsed.kind !== 'gre') return END
  const { protocol, hasChecksum, key, sequence, start } = parsed
  const flags = scribe.read(at, 2) ?? 0
  const routed = (flags & 0x4000) !== 0
  const end = scribe.layer('gre', at, () => {
    scribe.hex('flags', at, 2, { rfc: 'RFC 2784 s2.1' })
    scribe.hex('protocol', at + 2, 2, { rfc: 'RFC 2784 s2.4', ...typeWord(protocol) })
    let next = at + 4
    if (hasChecksum || routed) {
      scribe.hex('checksum', next, 2, { rfc: 'RFC 2784 s2.5' })
      next += 4
    }
    if (key !== null) {
      scribe.number('key', next, 4, { rfc: 'RFC 2890 s2.1' })
      next += 4
    }
    if (sequence !== null) {
      scribe.number('sequence', next, 4, { rfc: 'RFC 2890 s2.2' })
      next += 4
    }
    if (routed) scribe.octets('routing', next, start - next, { rfc: 'RFC 1701' })
    return start
  })
  if (protocol === ERSPAN_I_II || protocol === ERSPAN_III) {
    return { kind: 'erspan', at: end, type: protocol, numbered: sequence !== null }
  }
  return behindEtherType(protocol, end)
}

/** draft-foschiano-erspan s4: what stands behind GRE; type I has no header. */
export function erspan(scribe: Scribe, { at, type: protocol = ERSPAN_I_II, numbered = false }: Next): Next {
  const parsed = parseErspan(
    { kind: 'gre', protocol, hasChecksum: false, key: null, sequence: numbered ? 0 : null, start: at },
    scribe.data,
    scribe.end,
  )
  if (parsed.kind !== 'erspan') return END
  const rfc = 'draft-foschiano-erspan s4'
  const end = scribe.layer('erspan', at, () => {
    if (parsed.session === null) return at
    scribe.add('version', at, 1, parsed.type, { rfc })
    scribe.add('vlan-id', at, 2, parsed.vlan, { rfc })
    scribe.add('session-id', at + 2, 2, parsed.session, { rfc })
    scribe.octets('data', at + 4, parsed.start - at - 4, { rfc })
    return parsed.start
  })
  return { kind: parsed.frameType === 2 ? 'any-ip' : 'ethernet', at: Math.max(at, end) }
}

const MPLS_DEPTH = 16

/** RFC 3032 s2.1: label 20 | traffic class 3 | bottom of stack 1 | TTL 8. What is behind it is told by who knows. */
export function mpls(scribe: Scribe, { at }: Next): Next {
  const end = scribe.layer('mpls', at, () => {
    let next = at
    for (let depth = 0; depth < MPLS_DEPTH; depth += 1) {
      const entry = scribe.read(next, 4)
      if (entry === null) return next
      scribe.add('label', next, 3, entry >>> 12, { rfc: 'RFC 3032 s2.1' })
      scribe.add('ttl', next + 3, 1, entry & 255, { rfc: 'RFC 3032 s2.4' })
      next += 4
      if ((entry & 0x100) !== 0) break
    }
    return next
  })
  return { kind: 'mpls', at: end, type: BOTTOM }
}

/** RFC 2516 s4. */
export function pppoe(scribe: Scribe, { at }: Next): Next {
  const end = scribe.layer('pppoe', at, () => {
    scribe.hex('version', at, 1, { rfc: 'RFC 2516 s4' })
    scribe.number('code', at + 1, 1, { rfc: 'RFC 2516 s4' })
    scribe.number('session-id', at + 2, 2, { rfc: 'RFC 2516 s4' })
    scribe.number('length', at + 4, 2, { rfc: 'RFC 2516 s4' })
    return at + 6
  })
  return { kind: 'ppp', at: end }
}

/** RFC 1661 s2; address and control of RFC 1662 s3.1 may stand before it. */
export function ppp(scribe: Scribe, { at }: Next): Next {
  const framed = scribe.read(at, 2) === 0xff03
  const start = framed ? at + 2 : at
  const compressed = ((scribe.read(start, 1) ?? 0) & 1) === 1
  const protocol = scribe.read(start, compressed ? 1 : 2)
  const end = scribe.layer('ppp', at, () => {
    if (framed) scribe.hex('frame-control', at, 2, { rfc: 'RFC 1662 s3.1' })
    scribe.hex('protocol', start, compressed ? 1 : 2, { rfc: 'RFC 1661 s2' })
    return start + (compressed ? 1 : 2)
  })
  if (protocol === 0x21) return { kind: 'ipv4', at: end }
  return protocol === 0x57 ? { kind: 'ipv6', at: end } : END
}
