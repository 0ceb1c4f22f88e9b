import { groupsOf, type Address, type Mac } from '../address.ts'
import type { FindingCode, Severity } from '../finding.ts'
import type { IgmpVersion } from '../igmp.ts'
import type { DurationMs } from '../time.ts'
import { like } from './like.ts'
import {
  filterError,
  type AddressRange,
  type Comparison,
  type Filter,
  type FilterError,
  type MacPrefix,
  type StateName,
  type Term,
} from './term.ts'
import { groupMask, type TypeName } from './value.ts'

/** Hands each value of a field to `is` until one fits; true when one did. A row without any value never fits. */
export type FieldTest<Row, Value> = (row: Row, is: (value: Value) => boolean) => boolean

/** How the rows of a list give their fields. A field that is left out cannot be asked for. */
export interface FieldAccess<Row> {
  group?: FieldTest<Row, Address>
  /** Ids of the stack, outermost first. */
  vlan?: FieldTest<Row, readonly number[]>
  segment?: FieldTest<Row, string>
  host?: FieldTest<Row, Address>
  /** Every name that the row shows. */
  name?: FieldTest<Row, string>
  mac?: FieldTest<Row, Mac>
  vendor?: FieldTest<Row, string>
  version?: FieldTest<Row, IgmpVersion>
  type?: FieldTest<Row, TypeName>
  state?: FieldTest<Row, StateName>
  hosts?: FieldTest<Row, number>
  groups?: FieldTest<Row, number>
  age?: FieldTest<Row, DurationMs>
  /** Multicast sources. */
  source?: FieldTest<Row, Address>
  /** The name of the tap. */
  tap?: FieldTest<Row, string>
  code?: FieldTest<Row, FindingCode>
  severity?: FieldTest<Row, Severity>
  /** Whatever the row shows as text. */
  text?: FieldTest<Row, string>
}

export type Compiled<Row> = { matches: (row: Row) => boolean; error: null } | { matches: null; error: FilterError }

/** A filter for rows of one kind. A field that such rows do not have is an error at its column, never a silent miss. */
export function compileFilter<Row>(filter: Filter, access: FieldAccess<Row>): Compiled<Row> {
  const tests: ((row: Row) => boolean)[] = []
  for (const term of filter.terms) {
    const test = compileTerm(term, access)
    if (!test) return { matches: null, error: missing(term) }
    tests.push(term.negated ? (row) => !test(row) : test)
  }
  const [first] = tests
  if (!first) return { matches: () => true, error: null }
  if (tests.length === 1) return { matches: first, error: null }
  return { matches: (row) => tests.every((test) => test(row)), error: null }
}

const missing = ({ field, column }: Term): FilterError =>
  field === 'text'
    ? filterError(column, 'filter-text-not-here')
    : filterError(column, 'filter-field-not-here', { field })

type RowTest<Row> = ((row: Row) => boolean) | null

/** `access` of a field and a test for one value give a test for a row. */
function bind<Row, Value>(access: FieldTest<Row, Value> | undefined, is: (value: Value) => boolean): RowTest<Row> {
  return access ? (row) => access(row, is) : null
}

function compileTerm<Row>(term: Term, access: FieldAccess<Row>): RowTest<Row> {
  switch (term.field) {
    case 'group':
    case 'host':
      return bind(access[term.field], inRanges(term.any))
    case 'vlan':
      return bind(access.vlan, inStacks(term.any))
    case 'segment':
      return bind(access.segment, likeNames(term.any))
    case 'mac':
      return bind(access.mac, inPrefixes(term.any))
    case 'name':
    case 'vendor':
    case 'text':
      return bind(access[term.field], containing(term.any))
    case 'version':
      return bind(access.version, (version) => term.any.includes(version))
    case 'type':
      return bind(access.type, (type) => term.any.includes(type))
    case 'state':
      return bind(access.state, (state) => term.any.includes(state))
    case 'code':
      return bind(access.code, (code) => term.any.includes(code))
    case 'severity':
      return bind(access.severity, (severity) => term.any.includes(severity))
    case 'hosts':
    case 'groups':
    case 'age':
      return bind(access[term.field], comparing(term.any))
    case 'source':
      return compileSource(term.any, access)
  }
}

function compileSource<Row>(any: readonly (AddressRange | string)[], access: FieldAccess<Row>): RowTest<Row> {
  const ranges = any.filter((value) => typeof value !== 'string')
  const names = any.filter((value) => typeof value === 'string')
  const byAddress = ranges.length > 0 ? bind(access.source, inRanges(ranges)) : () => false
  const byName = names.length > 0 ? bind(access.tap, likeNames(names)) : () => false
  return byAddress && byName && ((row) => byAddress(row) || byName(row))
}

function inRange(range: AddressRange): (address: Address) => boolean {
  const { bits } = range
  if (range.family === 'ipv4') {
    const mask = bits === 0 ? 0 : 0xffffffff << (32 - bits)
    const signed = range.base | 0
    return (address) => typeof address === 'number' && (address & mask) === signed
  }
  const { groups } = range
  return (address) =>
    typeof address !== 'number' && groupsOf(address).every((group, i) => (group & groupMask(bits, i)) === groups[i])
}

function inRanges(ranges: readonly AddressRange[]): (address: Address) => boolean {
  const [first] = ranges
  if (first && ranges.length === 1) return inRange(first)
  const tests = ranges.map(inRange)
  return (address) => tests.some((test) => test(address))
}

/** One id is found anywhere in the stack; several are the whole stack. */
const inStacks = (stacks: readonly (readonly number[])[]) => (vlans: readonly number[]) =>
  stacks.some((stack) =>
    stack.length === 1
      ? vlans.includes(stack[0]!)
      : stack.length === vlans.length && stack.every((id, i) => id === vlans[i]),
  )

function inPrefixes(prefixes: readonly MacPrefix[]): (mac: Mac) => boolean {
  const spans = prefixes.map(({ digits }) => ({
    low: Number.parseInt(digits.padEnd(12, '0'), 16),
    high: Number.parseInt(digits.padEnd(12, 'f'), 16),
  }))
  return (mac) => spans.some(({ low, high }) => mac >= low && mac <= high)
}

function likeNames(patterns: readonly string[]): (name: string) => boolean {
  const forms = patterns.map((pattern) => pattern.toLowerCase().split('*'))
  return (name) => {
    const lower = name.toLowerCase()
    return forms.some((parts) => like(lower, parts))
  }
}

function containing(words: readonly string[]): (text: string) => boolean {
  const lower = words.map((word) => word.toLowerCase())
  return (text) => {
    const within = text.toLowerCase()
    return lower.some((word) => within.includes(word))
  }
}

const comparing = (any: readonly Comparison[]) => (value: number) =>
  any.some((comparison) => compares(value, comparison))

function compares(left: number, { operator, value: right }: Comparison): boolean {
  switch (operator) {
    case '>':
      return left > right
    case '>=':
      return left >= right
    case '<':
      return left < right
    case '<=':
      return left <= right
    case '=':
      return left === right
  }
}
