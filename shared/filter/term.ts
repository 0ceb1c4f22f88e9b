import type { FindingCode, FindingState, Severity } from '../finding.ts'
import type { IgmpVersion } from '../igmp.ts'
import type { MemberState } from '../membership.ts'
import type { SegmentState } from '../segment.ts'
import type { SourceState } from '../source.ts'
import type { TypeName } from './value.ts'
import { notice, sentence, type Notice, type NoticeCode } from '../notice.ts'

/** Addresses of a prefix. IPv4: `base` unsigned, `bits` 0 to 32. IPv6: the eight groups, `bits` 0 to 128. */
export type AddressRange =
  { family: 'ipv4'; base: number; bits: number } | { family: 'ipv6'; groups: readonly number[]; bits: number }
/** The hex digits that a MAC begins with, without separators; all twelve for one card. */
export interface MacPrefix {
  digits: string
}
/** `>10`; of an age, milliseconds. */
export interface Comparison {
  operator: Operator
  value: number
}
export const OPERATORS = ['>=', '<=', '>', '<', '='] as const
export type Operator = (typeof OPERATORS)[number]

export const STATE_NAMES = [
  'confirmed',
  'presumed',
  'unknown',
  'ok',
  'warning',
  'critical',
  'stale',
  'warming',
  'starting',
  'running',
  'waiting',
  'failed',
  'ended',
  'open',
  'closed',
] as const satisfies readonly (MemberState | 'unknown' | SegmentState | SourceState | Exclude<FindingState, 'all'>)[]
export type StateName = (typeof STATE_NAMES)[number]

/** What a value of each field is, once read. */
export interface FieldValues {
  group: AddressRange
  /** Ids of a VLAN stack, outermost first; none for untagged. */
  vlan: readonly number[]
  /** A name in which `*` stands for anything. */
  segment: string
  host: AddressRange
  /** A part of what a group, a host or a segment is called. */
  name: string
  mac: MacPrefix
  /** A part of the name. */
  vendor: string
  version: IgmpVersion
  type: TypeName
  state: StateName
  hosts: Comparison
  groups: Comparison
  /** How long it has lasted. */
  age: Comparison
  /** A multicast source, or the name of a tap. */
  source: AddressRange | string
  /** What is wrong. */
  code: FindingCode
  severity: Severity
  /** Words without a field: a part of anything that the row shows as text. */
  text: string
}
export const FIELDS = [
  'group',
  'vlan',
  'segment',
  'host',
  'name',
  'mac',
  'vendor',
  'version',
  'type',
  'state',
  'hosts',
  'groups',
  'age',
  'source',
  'code',
  'severity',
] as const satisfies readonly (keyof FieldValues)[]
export type FieldName = keyof FieldValues

/** One field with its alternatives; any of them will do, or none when it is negated. */
export type Term = {
  [F in FieldName]: { field: F; any: readonly FieldValues[F][]; negated: boolean; column: number }
}[FieldName]

/** All terms must hold. No terms: everything matches. */
export interface Filter {
  terms: readonly Term[]
}

export interface FilterError {
  /** Counted from 1. */
  column: number
  /** One sentence, in English. */
  message: string
  /** The same for a page, which says it in its own language. */
  notice: Notice
}

export function filterError(column: number, code: NoticeCode, values: Notice['values'] = {}): FilterError {
  const why = notice(code, values)
  return { column, message: sentence(why), notice: why }
}

/** Characters of a filter, and its terms; longer ones are refused. */
export const MAX_FILTER_LENGTH = 1_000
export const MAX_TERMS = 50
