import { parseAddress } from '../../../shared/address.ts'
import { compileFilter, parseFilter, type Compiled, type FieldAccess } from '../../../shared/filter.ts'
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

export function groupCountFilter(text: string): Compiled<CountedGroup> {
  const parsed = parseFilter(text)
  return parsed.error ? { matches: null, error: parsed.error } : compileFilter(parsed.filter, GROUP)
}
