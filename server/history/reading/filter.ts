import { parseAddress, parseMac } from '../../../shared/address.ts'
import type { ExportName } from '../../../shared/export.ts'
import {
  compileFilter,
  parseFilter,
  type Compiled,
  type FieldAccess,
  type FilterError,
} from '../../../shared/filter.ts'
import { countFilter } from '../../views/count-filter.ts'
import { groupFilterError } from '../../views/groups.ts'
import { sentenceOf } from './finding-text.ts'
import { differenceFilter } from './difference-filter.ts'
import { groupCountFilter } from './group-count-filter.ts'
import type { EventRow, MembershipRow, PastFinding, QuerierRow, RowNames, RowPlace } from '../file/row.ts'

/* How the rows of an export give the fields of the filter grammar. */

const vlansOf = (stack: string): readonly number[] => (stack === '' ? [] : stack.split('.').map(Number))

interface Common extends RowPlace, RowNames {
  group: string | null
  host: string | null
  mac: string | null
  vendor: string | null
  sources: readonly string[]
}

const testAddress = (
  text: string | null,
  is: (value: NonNullable<ReturnType<typeof parseAddress>>) => boolean,
): boolean => {
  const address = text === null ? null : parseAddress(text)
  return address !== null && is(address)
}

const testMac = (
  { mac: text }: { mac: string | null },
  is: (value: NonNullable<ReturnType<typeof parseMac>>) => boolean,
): boolean => {
  const mac = text === null ? null : parseMac(text)
  return mac !== null && is(mac)
}

const testSegment = (
  { segment, segmentName }: RowPlace & Pick<RowNames, 'segmentName'>,
  is: (value: string) => boolean,
): boolean => is(segment) || (segmentName !== null && is(segmentName))

const COMMON: FieldAccess<Common> = {
  group: (row, is) => testAddress(row.group, is),
  vlan: (row, is) => is(vlansOf(row.vlan)),
  segment: testSegment,
  host: (row, is) => testAddress(row.host, is),
  mac: testMac,
  name: (row, is) => namesOf(row).some(is),
  vendor: (row, is) => row.vendor !== null && is(row.vendor),
  source: (row, is) => row.sources.some((source) => testAddress(source, is)),
  tap: (row, is) => is(row.source),
}

const MEMBERSHIP: FieldAccess<MembershipRow> = {
  ...COMMON,
  version: (row, is) => row.versions.some(is),
  state: (row, is) => is(row.confidence),
  age: (row, is) => is(row.duration),
  text: (row, is) => textsOf(row).some(is) || is(row.endReason),
}

const EVENT: FieldAccess<EventRow> = {
  ...COMMON,
  version: (row, is) => row.version !== null && is(row.version),
  type: (row, is) => is(row.event),
  text: (row, is) => textsOf(row).some(is) || is(row.event) || (row.reason !== null && is(row.reason)),
}

const FINDING: FieldAccess<PastFinding> = {
  group: (row, is) => testAddress(row.group, is),
  vlan: (row, is) => is(vlansOf(row.vlan)),
  segment: testSegment,
  host: (row, is) => testAddress(row.host, is),
  mac: testMac,
  name: (row, is) => namesOf(row).some(is),
  tap: (row, is) => is(row.source),
  code: (row, is) => is(row.code),
  severity: (row, is) => is(row.severity),
  /** Open or closed, or how bad it is. */
  state: (row, is) =>
    is(row.closedAt === null ? 'open' : 'closed') || (row.severity !== 'information' && is(row.severity)),
  age: (row, is) => is((row.closedAt ?? row.lastAt) - row.openedAt),
  text: (row, is) =>
    [row.code, row.segment, row.group, row.host, row.mac].filter((text) => text !== null).some(is) ||
    namesOf(row).some(is) ||
    is(sentenceOf(row)),
}

const QUERIER: FieldAccess<QuerierRow> = {
  vlan: (row, is) => is(vlansOf(row.vlan)),
  segment: testSegment,
  host: (row, is) => testAddress(row.host, is),
  mac: testMac,
  name: (row, is) => there(row.hostName, row.segmentName).some(is),
  vendor: (row, is) => row.vendor !== null && is(row.vendor),
  version: (row, is) => is(row.version),
  tap: (row, is) => is(row.source),
  text: (row, is) =>
    there(row.segment, row.host, row.mac, row.vendor, row.role, row.hostName, row.segmentName).some(is),
}

const there = (...texts: readonly (string | null)[]): readonly string[] => texts.filter((text) => text !== null)

const namesOf = (row: RowNames): readonly string[] =>
  [row.segmentName, row.groupName, row.hostName].filter((name) => name !== null)

const textsOf = (row: Common): readonly string[] => [
  ...[row.segment, row.group, row.host, row.mac, row.vendor, ...row.sources].filter((text) => text !== null),
  ...namesOf(row),
]

function compiled<Row>(text: string, access: FieldAccess<Row>): Compiled<Row> {
  const parsed = parseFilter(text)
  return parsed.error ? { matches: null, error: parsed.error } : compileFilter(parsed.filter, access)
}

export const membershipFilter = (text: string): Compiled<MembershipRow> => compiled(text, MEMBERSHIP)
export const eventFilter = (text: string): Compiled<EventRow> => compiled(text, EVENT)
export const findingFilter = (text: string): Compiled<PastFinding> => compiled(text, FINDING)

export const querierFilter = (text: string): Compiled<QuerierRow> => compiled(text, QUERIER)

const FILTERS: Readonly<Record<ExportName, (text: string) => { error: FilterError | null }>> = {
  memberships: membershipFilter,
  events: eventFilter,
  /** The rows of the page, so its filter. */
  snapshot: (text) => ({ error: groupFilterError(text) }),
  counts: countFilter,
  'group-counts': groupCountFilter,
  queriers: querierFilter,
  findings: findingFilter,
  difference: differenceFilter,
}

/** What is wrong with a filter for an export, or null. */
export const exportFilterError = (name: ExportName, text: string): FilterError | null => FILTERS[name](text).error
