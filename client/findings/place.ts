import type { RouteLocationRaw } from 'vue-router'
import type { FindingCode, FindingRow } from '../../shared/finding.ts'
import { toGroup, toHost } from '../route-to.ts'

/** The host that these are about is a querier, whose page is that of the queriers. */
const ABOUT_QUERIERS: ReadonlySet<FindingCode> = new Set([
  'no-querier',
  'querier-silent',
  'two-queriers',
  'querier-changed',
  'unnumbered-querier',
  'odd-specific-query',
  'slow-querier',
  'querier-flaps',
])

type Place = Pick<FindingRow, 'code' | 'segment' | 'family' | 'subject'>

export const toSegment = (segment: string, family: FindingRow['family']): RouteLocationRaw => ({
  name: 'queriers',
  query: { segment: family === 'ipv6' ? `${segment}|ipv6` : segment },
})

export const groupLink = ({ segment, subject }: Place): RouteLocationRaw | null =>
  segment !== null && subject.group !== null ? toGroup(segment, subject.group) : null

export function hostLink({ code, segment, family, subject }: Place): RouteLocationRaw | null {
  if (segment === null || subject.host === null) return null
  return ABOUT_QUERIERS.has(code) ? toSegment(segment, family) : toHost(segment, subject.host)
}
