import { EVENT_NAMES } from '../../shared/export.ts'
import type { FieldName } from '../../shared/filter.ts'
import { FINDING_CODES, SEVERITIES } from '../../shared/finding.ts'
import { DIFFERENCES } from '../../shared/past.ts'

/** Fields that a list can be asked for, in the order to offer them. A test holds them against what the server knows. */
export const LIST_FIELDS = {
  groups: ['group', 'name', 'vlan', 'segment', 'state', 'hosts', 'host', 'mac', 'vendor', 'version', 'age', 'source'],
  hosts: ['host', 'name', 'mac', 'vendor', 'vlan', 'segment', 'state', 'groups', 'group', 'version', 'age', 'source'],
  subscriptions: [
    'group',
    'host',
    'name',
    'vlan',
    'segment',
    'mac',
    'vendor',
    'version',
    'state',
    'hosts',
    'groups',
    'age',
    'source',
  ],
  queriers: [
    'vlan',
    'segment',
    'name',
    'state',
    'host',
    'mac',
    'vendor',
    'version',
    'group',
    'hosts',
    'groups',
    'age',
    'source',
  ],
  /** What a wall is about. */
  walls: ['vlan', 'segment', 'name', 'source'],
  sources: ['source', 'state'],
  counts: ['vlan', 'segment', 'name', 'source'],
  memberships: ['group', 'host', 'name', 'vlan', 'segment', 'mac', 'vendor', 'version', 'state', 'age', 'source'],
  events: ['type', 'group', 'host', 'name', 'vlan', 'segment', 'mac', 'vendor', 'version', 'source'],
  /** The groups of a moment, as a file. */
  snapshot: ['group', 'name', 'vlan', 'segment', 'state', 'hosts', 'host', 'mac', 'vendor', 'version', 'age', 'source'],
  'group-counts': ['group', 'name', 'vlan', 'segment', 'source'],
  /** Those that asked in a range, as a file. */
  askers: ['vlan', 'segment', 'host', 'name', 'mac', 'vendor', 'version', 'source'],
  difference: ['type', 'group', 'host', 'name', 'vlan', 'segment', 'mac', 'vendor', 'source'],
  findings: ['code', 'severity', 'state', 'vlan', 'segment', 'group', 'host', 'name', 'mac', 'age', 'source'],
} as const satisfies Record<string, readonly FieldName[]>
export type ListFields = keyof typeof LIST_FIELDS
export type ListField = (typeof LIST_FIELDS)[ListFields][number]

/** What is typed after a field, for the help; the same in every language. */
export const EXAMPLES: Readonly<Record<ListField, string>> = {
  group: 'group:239.1.0.0/16',
  host: 'host:10.0.0.5|10.0.0.6',
  name: 'name:sport',
  mac: 'mac:02:00:5e*',
  vendor: 'vendor:"Acme Corp"',
  vlan: 'vlan:20|100.10|untagged',
  segment: 'segment:eth1/*',
  state: 'state:warning|critical',
  hosts: 'hosts:>10',
  groups: 'groups:<=3',
  version: 'version:1|2',
  age: 'age:>5m',
  source: 'source:eth1',
  type: 'type:leave|expired',
  code: 'code:two-queriers',
  severity: 'severity:critical',
}

const VALUES: Partial<Record<ListField, readonly string[]>> = {
  state: ['ok', 'warning', 'critical', 'stale', 'confirmed', 'presumed', 'unknown'],
  version: ['1', '2', '3'],
  type: ['join', 'leave', ...EVENT_NAMES],
  hosts: ['>10', '<2'],
  groups: ['>5', '=1'],
  age: ['>5m', '<1h'],
  code: FINDING_CODES,
  severity: [...SEVERITIES].reverse(),
}
/** Where a list has other ones. */
const OWN_VALUES: Partial<Record<ListFields, Partial<Record<ListField, readonly string[]>>>> = {
  // The state of a past membership is that of the membership; its segment's is not kept.
  memberships: { state: ['confirmed', 'presumed'] },
  snapshot: { state: ['confirmed', 'presumed'] },
  queriers: { state: ['ok', 'warning', 'critical', 'stale', 'warming'] },
  sources: { state: ['starting', 'running', 'waiting', 'failed', 'ended'] },
  findings: { state: ['open', 'closed', 'warning', 'critical'] },
  difference: { type: DIFFERENCES },
}

/** The values of a field that are always the same; null: they are what the server sees now. */
export const fixedValues = (list: ListFields, field: string): readonly string[] | null =>
  OWN_VALUES[list]?.[field as ListField] ?? VALUES[field as ListField] ?? null

export const isField = (list: ListFields, field: string): boolean => LIST_FIELDS[list].some((known) => known === field)
