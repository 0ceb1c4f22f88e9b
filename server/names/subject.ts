import { formatMac, isMulticast, isUnspecified, parseMac, type Mac } from '../../shared/address.ts'
import type { NameKind } from '../../shared/names.ts'
import { notice, type Notice } from '../../shared/notice.ts'
import { formatPrefix, parsePrefix, type Prefix } from './prefix.ts'

/** Characters of a segment's path, as a view may ask for it. */
const MAX_PATH = 200

/** What a name is on, as it is looked up. */
export type Subject =
  | { is: 'addresses'; prefix: Prefix }
  /** Hex digits that a MAC begins with; all twelve for one card. */
  | { is: 'macs'; digits: string }
  | { is: 'stack'; vlans: string }
  /** Lower case; `*` stands for anything. */
  | { is: 'path'; pattern: string }

/** A subject, and the one way to write it; or why it is none. */
export type ReadSubject = { subject: Subject; text: string; why: null } | { subject: null; text: null; why: Notice }

const refused = (why: Notice): ReadSubject => ({ subject: null, text: null, why })

export function readSubject(kind: NameKind, written: string): ReadSubject {
  const text = written.trim()
  switch (kind) {
    case 'segment':
      return readSegment(text)
    case 'group':
      return readGroup(text)
    case 'host':
      return readHost(text)
  }
}

/** Its path, in which `*` stands for anything, or `vlan:20`: the whole stack, for 100.20 is another segment than 20. */
export function readSegment(text: string): ReadSubject {
  const stack = /^vlan:\s*(.*)$/is.exec(text)?.[1]
  if (stack !== undefined) {
    const vlans = stack.toLowerCase()
    const ids = vlans.split('.')
    const fine = vlans === 'untagged' || ids.every((id) => /^(0|[1-9]\d{0,3})$/.test(id) && Number(id) <= 4_094)
    if (!fine) return refused(notice('name-no-segment', { text }))
    return { subject: { is: 'stack', vlans: vlans === 'untagged' ? '' : vlans }, text: `vlan:${vlans}`, why: null }
  }
  if (text === '' || text.length > MAX_PATH || !isPlain(text)) return refused(notice('name-no-segment', { text }))
  return { subject: { is: 'path', pattern: text.toLowerCase() }, text, why: null }
}

function readGroup(text: string): ReadSubject {
  const prefix = parsePrefix(text)
  const least = prefix?.family === 'ipv4' ? 4 : 8 // 224/4 and ff00::/8: shorter ones hold hosts too
  if (!prefix || !isMulticast(prefix.base) || prefix.bits < least) return refused(notice('name-no-group', { text }))
  return { subject: { is: 'addresses', prefix }, text: formatPrefix(prefix), why: null }
}

function readHost(text: string): ReadSubject {
  const mac = parseMac(text)
  if (mac !== null) return { subject: { is: 'macs', digits: digitsOf(mac) }, text: formatMac(mac), why: null }
  const digits = text.endsWith('*') ? firstDigits(text.slice(0, -1)) : null
  if (digits !== null) {
    return { subject: { is: 'macs', digits }, text: `${digits.replace(/..(?!$)/g, '$&:')}*`, why: null }
  }
  const prefix = parsePrefix(text)
  const isHost = prefix && !isMulticast(prefix.base) && !isUnspecified(prefix.base)
  if (!isHost) return refused(notice('name-no-host', { text }))
  return { subject: { is: 'addresses', prefix }, text: formatPrefix(prefix), why: null }
}

/** The twelve hex digits of a MAC. */
export const digitsOf = (mac: Mac): string => mac.toString(16).padStart(12, '0')

function firstDigits(text: string): string | null {
  if (!/^([0-9a-f]{2}[:-]?)*[0-9a-f]?$/i.test(text)) return null
  const digits = text.replace(/[:-]/g, '').toLowerCase()
  return digits.length > 0 && digits.length < 12 ? digits : null
}

/** Only joiners and the looks of emoji may be invisible; no line breaks, nothing that turns the direction of its neighbours. */
const HIDDEN = /(?![\u200c\u200d\ufe0e\ufe0f])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{DI}\u2800]/u
/** More marks on one letter than any script has would stand over the lines above and below. */
const HEAPED = /\p{M}{6}/u
const SEEN = /[\p{L}\p{N}\p{P}\p{S}]/u

/** One line of text, of which one sees all. */
export const isPlain = (text: string): boolean =>
  /^[ -~]*$/.test(text) || (!HIDDEN.test(text) && !HEAPED.test(text) && SEEN.test(text))
