import { formatIPv4, ipv4, ipv6 } from '../address.ts'
import type { DurationMs } from '../time.ts'
import type { AddressRange, Comparison, Filter, MacPrefix, Term } from './term.ts'
import { UNITS } from './value.ts'

/** A filter as text, the same for all spellings of it. Reading it gives the filter again. */
export const canonical = (filter: Filter): string => filter.terms.map(termText).join(' ')

function termText(term: Term): string {
  const name = term.field === 'text' ? '' : `${term.field}:`
  return `${term.negated ? '-' : ''}${name}${valueTexts(term).join('|')}`
}

function valueTexts(term: Term): readonly string[] {
  switch (term.field) {
    case 'group':
    case 'host':
      return term.any.map(rangeText)
    case 'source':
      return term.any.map((value) => (typeof value === 'string' ? quoted(value, false) : rangeText(value)))
    case 'vlan':
      return term.any.map((ids) => (ids.length === 0 ? 'untagged' : ids.join('.')))
    case 'mac':
      return term.any.map(prefixText)
    case 'name':
    case 'segment':
    case 'vendor':
      return term.any.map((value) => quoted(value, false))
    case 'text':
      return term.any.map((value) => quoted(value, true))
    case 'version':
    case 'type':
    case 'state':
    case 'code':
    case 'severity':
      return term.any.map(String)
    case 'hosts':
    case 'groups':
      return term.any.map(({ operator, value }) => `${operator === '=' ? '' : operator}${value}`)
    case 'age':
      return term.any.map(ageText)
  }
}

function rangeText(range: AddressRange): string {
  const { bits } = range
  if (range.family === 'ipv4') return `${formatIPv4(ipv4(range.base))}${bits === 32 ? '' : `/${bits}`}`
  return `${ipv6(range.groups)}${bits === 128 ? '' : `/${bits}`}`
}

const prefixText = ({ digits }: MacPrefix): string =>
  digits.replace(/..(?!$)/g, '$&:') + (digits.length === 12 ? '' : '*')

const ageText = ({ operator, value }: Comparison): string => `${operator === '>=' ? '' : operator}${spanText(value)}`

function spanText(span: DurationMs): string {
  const [letter, length] = UNITS.find(([, unit]) => span > 0 && span % unit === 0) ?? ['s', 1_000]
  return `${span / length}${letter}`
}

/** Free text is also quoted where it could be taken for a field or a negation. */
function quoted(value: string, free: boolean): string {
  const plain = /^[^\s|"]+$/.test(value) && !(free && (value.startsWith('-') || value.includes(':')))
  return plain ? value : `"${value.replace(/["\\]/g, '\\$&')}"`
}
