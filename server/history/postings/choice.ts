import { formatAddress, ipv6 } from '../../../shared/address.ts'
import { parseFilter, type AddressRange } from '../../../shared/filter.ts'
import { ADDRESS_NUMBERS } from '../file/address-number.ts'
import type { Chosen } from './posting-reading.ts'
import type { Db } from '../file/sqlite.ts'

/** Hosts or groups of one choice; an address may be on every segment. With more all rows are looked at. */
const NUMBERS_AT_MOST = 1_024

/**
 * Whose rows a filter can match at most, when it names whole addresses of hosts or groups; null: anybody's. Each row is
 * still held against all of the filter.
 */
export function choiceOf(db: Db, filter: string): Chosen | null {
  const parsed = parseFilter(filter)
  if (parsed.error) return null
  let choice: Chosen | null = null
  for (const term of parsed.filter.terms) {
    if (term.negated || (term.field !== 'host' && term.field !== 'group')) continue
    if (!term.any.every(isWhole)) continue
    const addresses = term.any.map((range) => numberOf(db, range)).filter((number) => number !== null)
    const table = term.field === 'host' ? ('host' as const) : ('segment_group' as const)
    const column = term.field === 'host' ? 'ip' : 'address'
    const numbers = db
      .prepare(
        `SELECT id FROM ${table} WHERE segment IN (SELECT id FROM segment)
           AND ${column} IN (SELECT value FROM json_each(?)) LIMIT ?`,
      )
      .pluck()
      .all(JSON.stringify(addresses), NUMBERS_AT_MOST + 1) as number[]
    if (numbers.length > NUMBERS_AT_MOST) continue
    // A host has fewer events than a group.
    if (choice === null || term.field === 'host') choice = { by: term.field === 'host' ? 'host' : 'grp', numbers }
  }
  return choice
}

const isWhole = ({ family, bits }: AddressRange): boolean => bits === (family === 'ipv4' ? 32 : 128)

/** The number of an address in the file; null: it is not there. */
function numberOf(db: Db, range: AddressRange): number | null {
  if (range.family === 'ipv4') return range.base | 0
  const id = db
    .prepare('SELECT id FROM ipv6 WHERE address = ?')
    .pluck()
    .get(formatAddress(ipv6(range.groups)))
  return typeof id === 'number' ? ADDRESS_NUMBERS + id : null
}
