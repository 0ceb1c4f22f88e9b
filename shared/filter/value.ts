import { groupsOf, parseAddress } from '../address.ts'
import { EVENT_NAMES, type EventName } from '../export.ts'
import type { DifferenceKind } from '../past.ts'
import { FINDING_CODES, SEVERITIES, type FindingCode, type Severity } from '../finding.ts'
import type { IgmpVersion } from '../igmp.ts'
import { notice, type Notice, type NoticeCode } from '../notice.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../time.ts'
import { OPERATORS, STATE_NAMES, type AddressRange, type Comparison, type FieldValues, type StateName } from './term.ts'

/** A value, or several that one word stands for, or why it is none. */
export type Read<V> = { value: V } | { values: readonly V[] } | { refused: Notice }
type Reader<V> = (text: string) => Read<V>

const refused = (code: NoticeCode, text: string, more: Notice['values'] = {}): { refused: Notice } => ({
  refused: notice(code, { text, ...more }),
})

/** What `type:` can be: an event, one that no file has (event.ts), or how two moments differ. */
export type TypeName = EventName | 'evicted' | DifferenceKind

/** Words people type for them, beside the names of events; some stand for several. */
const EVENT_WORDS: Readonly<Record<string, readonly TypeName[]>> = {
  join: ['joined'],
  change: ['changed'],
  leave: ['left'],
  expire: ['expired'],
  timeout: ['expired'],
  evict: ['evicted'],
  evicted: ['evicted'],
  started: ['group-started'],
  ended: ['group-ended'],
  elected: ['querier-elected'],
  lost: ['querier-lost', 'lost'],
  opened: ['finding-opened'],
  closed: ['finding-closed'],
  member: ['joined', 'changed', 'left', 'expired', 'evicted'],
  group: ['group-started', 'group-ended'],
  querier: ['querier-elected', 'querier-lost', 'querier'],
  version: ['version'],
  mode: ['mode'],
  finding: ['finding-opened', 'finding-changed', 'finding-closed'],
}
export const UNITS = [
  ['d', DAY],
  ['h', HOUR],
  ['m', MINUTE],
  ['s', SECOND],
] as const

function range(text: string): AddressRange | null {
  const [written = '', length, ...more] = text.split('/')
  const address = parseAddress(written)
  if (address === null || more.length > 0) return null
  const longest = typeof address === 'number' ? 32 : 128
  if (length !== undefined && !/^\d{1,3}$/.test(length)) return null
  const bits = length === undefined ? longest : Number(length)
  if (bits > longest) return null
  if (typeof address === 'number') return { family: 'ipv4', base: maskOf(bits, address), bits }
  return { family: 'ipv6', groups: groupsOf(address).map((group, i) => group & groupMask(bits, i)), bits }
}

/** What a prefix of `bits` leaves of the 16-bit group `i`. */
export const groupMask = (bits: number, i: number): number => {
  const own = Math.min(16, Math.max(0, bits - 16 * i))
  return (0xffff << (16 - own)) & 0xffff
}

/** The first `bits` of an address, the others zero; unsigned. */
const maskOf = (bits: number, address: number): number =>
  bits === 0 ? 0 : (address & (0xffffffff << (32 - bits))) >>> 0

const address: Reader<AddressRange> = (text) => {
  const value = range(text)
  return value ? { value } : refused('filter-no-address', text)
}

const vlan: Reader<readonly number[]> = (text) => {
  if (text.toLowerCase() === 'untagged') return { value: [] }
  const ids = text.split('.')
  const fine = ids.every((id) => /^\d{1,4}$/.test(id) && Number(id) <= 4_094)
  return fine ? { value: ids.map(Number) } : refused('filter-no-vlan', text)
}

const macPrefix: Reader<{ digits: string }> = (text) => {
  const open = text.endsWith('*')
  const written = open ? text.slice(0, -1) : text
  const digits = written.replace(/[:-]/g, '').toLowerCase()
  const whole = /^([0-9a-f]{2}[:-]?)*[0-9a-f]?$/i.test(written) && digits.length <= 12
  if (whole && (digits.length === 12 || (open && digits.length > 0))) return { value: { digits } }
  return refused('filter-no-mac', text)
}

const version: Reader<IgmpVersion> = (text) => {
  const number = /^v?([123])$/i.exec(text)?.[1]
  return number ? { value: Number(number) as IgmpVersion } : refused('filter-no-version', text)
}

const type: Reader<TypeName> = (text) => {
  const word = text.toLowerCase()
  const known = EVENT_NAMES.find((name) => name === word)
  if (known) return { value: known }
  const meant = Object.hasOwn(EVENT_WORDS, word) ? EVENT_WORDS[word] : undefined
  return meant ? { values: meant } : refused('filter-no-event', text, { events: EVENT_NAMES.join(', ') })
}

const state: Reader<StateName> = (text) => {
  const known = STATE_NAMES.find((name) => name === text.toLowerCase())
  return known ? { value: known } : refused('filter-no-state', text, { states: STATE_NAMES.join(', ') })
}

const code: Reader<FindingCode> = (text) => {
  const known = FINDING_CODES.find((name) => name === text.toLowerCase())
  return known ? { value: known } : refused('filter-no-code', text, { codes: FINDING_CODES.join(', ') })
}

const severity: Reader<Severity> = (text) => {
  const word = text.toLowerCase()
  const known = SEVERITIES.find((name) => name === word || (word === 'info' && name === 'information'))
  return known ? { value: known } : refused('filter-no-severity', text, { severities: SEVERITIES.join(', ') })
}

const count: Reader<Comparison> = (text) => {
  const operator = OPERATORS.find((sign) => text.startsWith(sign))
  const number = operator ? text.slice(operator.length) : text
  if (!/^\d{1,9}$/.test(number)) return refused('filter-no-number', text)
  return { value: { operator: operator ?? '=', value: Number(number) } }
}

const age: Reader<Comparison> = (text) => {
  const operator = OPERATORS.find((sign) => text.startsWith(sign))
  const span = /^(\d{1,6})([smhd])$/i.exec(operator ? text.slice(operator.length) : text)
  const unit = UNITS.find(([letter]) => letter === span?.[2]?.toLowerCase())
  if (!span || !unit) return refused('filter-no-age', text)
  return { value: { operator: operator ?? '>=', value: Number(span[1]) * unit[1] } }
}

const word: Reader<string> = (text) => ({ value: text })

const source: Reader<AddressRange | string> = (text) => ({ value: range(text) ?? text })

export const READERS: { [F in keyof FieldValues]: Reader<FieldValues[F]> } = {
  group: address,
  vlan,
  segment: word,
  host: address,
  name: word,
  mac: macPrefix,
  vendor: word,
  version,
  type,
  state,
  hosts: count,
  groups: count,
  age,
  source,
  code,
  severity,
  text: word,
}
