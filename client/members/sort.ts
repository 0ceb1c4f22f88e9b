import { compareAddress, parseAddress } from '../../shared/address.ts'
import type { MemberRow } from '../../shared/membership.ts'

const MEMBER_COLUMNS = ['subject', 'state', 'version', 'since', 'lastReportAt', 'expiresAt', 'reports'] as const
export type MemberColumn = (typeof MEMBER_COLUMNS)[number]
/** What the rows of a table name: the hosts of a group, or the groups of a host. */
export type Subject = 'host' | 'group'

export const isMemberColumn = (text: string): text is MemberColumn =>
  MEMBER_COLUMNS.some((column) => column === text.replace(/^-/, ''))

/** Addresses by value; text that is no address after them, by its letters. */
export function compareAddresses(a: string, b: string): number {
  const [x, y] = [parseAddress(a), parseAddress(b)]
  if (x !== null && y !== null) return compareAddress(x, y)
  if (x === null && y === null) return a < b ? -1 : a > b ? 1 : 0
  return x === null ? 1 : -1
}
const subjectOf = (row: MemberRow, subject: Subject): string => (subject === 'host' ? row.host.ip : row.group)

/** A copy in the order of a column, `-` before it for descending; equal rows in the order of their addresses. */
export function sortMembers(rows: readonly MemberRow[], sort: string, subject: Subject): MemberRow[] {
  const sign = sort.startsWith('-') ? -1 : 1
  const name = sort.replace(/^-/, '')
  const column: MemberColumn = MEMBER_COLUMNS.find((known) => known === name) ?? 'expiresAt'
  const bySubject = (a: MemberRow, b: MemberRow) =>
    compareAddresses(subjectOf(a, subject), subjectOf(b, subject)) || (a.key < b.key ? -1 : 1)
  const compare = (a: MemberRow, b: MemberRow): number => {
    switch (column) {
      case 'subject':
        return sign * bySubject(a, b)
      case 'state':
        return sign * (Number(a.state === 'presumed') - Number(b.state === 'presumed'))
      case 'version':
      case 'since':
      case 'lastReportAt':
      case 'expiresAt':
      case 'reports':
        // What is not kept comes as if it were least.
        return sign * ((a[column] ?? 0) - (b[column] ?? 0))
    }
  }
  return [...rows].sort((a, b) => compare(a, b) || bySubject(a, b))
}
