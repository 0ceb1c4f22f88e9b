import { parseAddress } from '../../../shared/address.ts'
import {
  compileFilter,
  filterError,
  parseFilter,
  type Compiled,
  type FieldAccess,
  type FieldName,
} from '../../../shared/filter.ts'
import type { GroupCountRow } from '../file/row.ts'

/** What a filter of group counts can ask for: nothing but which group. */
export type CountedGroup = Pick<
  GroupCountRow,
  'source' | 'segment' | 'family' | 'vlan' | 'segmentName' | 'group' | 'groupName'
>

const GROUP: FieldAccess<CountedGroup> = {
  group: ({ group }, is) => {
    const address = parseAddress(group)
    return address !== null && is(address)
  },
  vlan: ({ vlan }, is) => is(vlan === '' ? [] : vlan.split('.').map(Number)),
  segment: ({ segment, segmentName }, is) => is(segment) || (segmentName !== null && is(segmentName)),
  name: (group, is) => namesOf(group).some(is),
  tap: ({ source }, is) => is(source),
  text: (group, is) => is(group.segment) || is(group.group) || namesOf(group).some(is),
}

const namesOf = ({ segmentName, groupName }: CountedGroup): readonly string[] =>
  [segmentName, groupName].filter((name) => name !== null)

/** What is known of the members alone: counts do not say who they were. */
const OF_MEMBERS: ReadonlySet<unknown> = new Set<FieldName>(['host', 'mac', 'vendor', 'version', 'state', 'age'])

export function groupCountFilter(text: string): Compiled<CountedGroup> {
  const parsed = parseFilter(text)
  if (parsed.error) return { matches: null, error: parsed.error }
  const compiled = compileFilter(parsed.filter, GROUP)
  const { code, values } = compiled.error?.notice ?? {}
  if (!compiled.error || code !== 'filter-field-not-here' || !OF_MEMBERS.has(values?.['field'])) return compiled
  return { matches: null, error: filterError(compiled.error.column, 'filter-field-of-members', values) }
}
