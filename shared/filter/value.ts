import { parseIPv4 } from '../address.ts'
import { EVENT_NAMES, type EventName } from '../api.ts'
import type { IgmpVersion } from '../igmp.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../time.ts'
import { OPERATORS, STATE_NAMES, type AddressRange, type Comparison, type FieldValues, type StateName } from './term.ts'

/** A value, or the sentence that says why it is none. */
export type Read<V> = { value: V } | { refused: string }
type Reader<V> = (text: string) => Read<V>

const refused = (sentence: string): { refused: string } => ({ refused: sentence })

/** Words people type for an event, beside its own name. */
const EVENT_WORDS: Readonly<Record<string, EventName>> = {
  join: 'joined',
  change: 'changed',
  leave: 'left',
  expire: 'expired',
  started: 'group-started',
  ended: 'group-ended',
  elected: 'querier-elected',
  lost: 'querier-lost',
}
export const UNITS = [
  ['d', DAY],
  ['h', HOUR],
  ['m', MINUTE],
  ['s', SECOND],
] as const

function range(text: string): AddressRange | null {
  const [address = '', bits, ...more] = text.split('/')
  const base = parseIPv4(address)
  if (base === null || more.length > 0) return null
  if (bits === undefined) return { base: base >>> 0, bits: 32 }
  if (!/^\d{1,2}$/.test(bits) || Number(bits) > 32) return null
  return { base: maskOf(Number(bits), base), bits: Number(bits) }
}

/** The first `bits` of an address, the others zero; unsigned. */
const maskOf = (bits: number, address: number): number =>
  bits === 0 ? 0 : (address & (0xffffffff << (32 - bits))) >>> 0

const address: Reader<AddressRange> = (text) => {
  const value = range(text)
  return value ? { value } : refused(`${text} is no IPv4 address or prefix, like 239.1.0.0/16`)
}

const vlan: Reader<readonly number[]> = (text) => {
  if (text.toLowerCase() === 'untagged') return { value: [] }
  const ids = text.split('.')
  const fine = ids.every((id) => /^\d{1,4}$/.test(id) && Number(id) <= 4_094)
  return fine ? { value: ids.map(Number) } : refused(`${text} is no VLAN, like 20, 100.10 or untagged`)
}

const macPrefix: Reader<{ digits: string }> = (text) => {
  const open = text.endsWith('*')
  const written = open ? text.slice(0, -1) : text
  const digits = written.replace(/[:-]/g, '').toLowerCase()
  const whole = /^([0-9a-f]{2}[:-]?)*[0-9a-f]?$/i.test(written) && digits.length <= 12
  if (whole && (digits.length === 12 || (open && digits.length > 0))) return { value: { digits } }
  return refused(`${text} is no MAC address, like 02:00:5e:10:00:01, or the first part of one, like 02:00*`)
}

const version: Reader<IgmpVersion> = (text) => {
  const number = /^v?([123])$/i.exec(text)?.[1]
  return number ? { value: Number(number) as IgmpVersion } : refused(`${text} is no IGMP version: 1, 2 or 3`)
}

const type: Reader<EventName> = (text) => {
  const word = text.toLowerCase()
  const known = EVENT_NAMES.find((name) => name === word) ?? EVENT_WORDS[word]
  return known ? { value: known } : refused(`${text} is no event: ${EVENT_NAMES.join(', ')}`)
}

const state: Reader<StateName> = (text) => {
  const known = STATE_NAMES.find((name) => name === text.toLowerCase())
  return known ? { value: known } : refused(`${text} is no state: ${STATE_NAMES.join(', ')}`)
}

const count: Reader<Comparison> = (text) => {
  const operator = OPERATORS.find((sign) => text.startsWith(sign))
  const number = operator ? text.slice(operator.length) : text
  if (!/^\d{1,9}$/.test(number)) return refused(`${text} is no number to compare with, like >10`)
  return { value: { operator: operator ?? '=', value: Number(number) } }
}

const age: Reader<Comparison> = (text) => {
  const operator = OPERATORS.find((sign) => text.startsWith(sign))
  const span = /^(\d{1,6})([smhd])$/i.exec(operator ? text.slice(operator.length) : text)
  const unit = UNITS.find(([letter]) => letter === span?.[2]?.toLowerCase())
  if (!span || !unit) return refused(`${text} is no age, like >5m (s, m, h or d)`)
  return { value: { operator: operator ?? '>=', value: Number(span[1]) * unit[1] } }
}

const word: Reader<string> = (text) => ({ value: text })

const source: Reader<AddressRange | string> = (text) => ({ value: range(text) ?? text })

export const READERS: { [F in keyof FieldValues]: Reader<FieldValues[F]> } = {
  group: address,
  vlan,
  segment: word,
  host: address,
  mac: macPrefix,
  vendor: word,
  version,
  type,
  state,
  hosts: count,
  groups: count,
  age,
  source,
  text: word,
}
