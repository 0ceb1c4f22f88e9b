import { parseAddress, parseMac } from '../../../shared/address.ts'
import { compileFilter, parseFilter, type Compiled, type FieldAccess } from '../../../shared/filter.ts'
import type { DifferenceRow } from '../../../shared/past.ts'
import { vendorOf } from '../../vendor.ts'

/** A row with the name of its segment. */
export type NamedDifference = DifferenceRow & { segmentName: string | null }

const textsOf = ({ segment, segmentName, group, groupName, host, hostName, change, before, after }: NamedDifference) =>
  [segment, segmentName, group, groupName?.text, host?.ip, host?.mac, hostName?.text, change, before, after].filter(
    (text) => typeof text === 'string',
  )

const vendorOfRow = ({ host }: DifferenceRow): string | null => (host?.mac ? vendorOf(host.mac) : null)

/** `host:` of a querier is the one that is elected at the second moment. */
const DIFFERENCE: FieldAccess<NamedDifference> = {
  group: ({ group }, is) => {
    const address = group === null ? null : parseAddress(group)
    return address !== null && is(address)
  },
  vlan: ({ vlans }, is) => is(vlans),
  segment: ({ segment, segmentName }, is) => is(segment) || (segmentName !== null && is(segmentName)),
  host: ({ host }, is) => {
    const address = host && parseAddress(host.ip)
    return address !== null && is(address)
  },
  mac: ({ host }, is) => {
    const card = host?.mac ? parseMac(host.mac) : null
    return card !== null && is(card)
  },
  name: ({ segmentName, groupName, hostName }, is) =>
    [segmentName, groupName?.text, hostName?.text].some((name) => typeof name === 'string' && is(name)),
  vendor: (row, is) => {
    const vendor = vendorOfRow(row)
    return vendor !== null && is(vendor)
  },
  type: ({ change }, is) => is(change),
  tap: ({ source }, is) => is(source),
  text: (row, is) => textsOf(row).some(is) || is(vendorOfRow(row) ?? ''),
}

export function differenceFilter(text: string): Compiled<NamedDifference> {
  const parsed = parseFilter(text)
  return parsed.error ? { matches: null, error: parsed.error } : compileFilter(parsed.filter, DIFFERENCE)
}
