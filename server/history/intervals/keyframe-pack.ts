import type { FilterMode, IgmpVersion } from '../../../shared/igmp.ts'
import type { EpochMs } from '../../../shared/time.ts'

/*
 * Intervals that last at a moment, by group and host, in some ten octets each: seven bits an octet, the lowest first. Group
 * and host are the differences to the row before (the host its own number where a new group begins), the beginning and the
 * beginning of the membership the times before the moment and before each other.
 */

/** An interval that lasts. Groups, hosts and source lists are numbers of the file. */
export interface Lasting {
  group: number
  host: number
  began: EpochMs
  /** Of the membership. */
  since: EpochMs
  version: IgmpVersion
  mode: FilterMode
  sources: number | null
}

const MORE = 0x80
const BITS = 0x7f
const VERSION = 3
const EXCLUDE = 4
/** Octets of one number at most, and numbers of a row. */
const LONGEST = 8
const NUMBERS = 6

/** `rows` in the order of group and host. */
export function packLasting(rows: readonly Lasting[], at: EpochMs): Buffer {
  const octets = Buffer.allocUnsafe(rows.length * LONGEST * NUMBERS)
  let end = 0
  const put = (value: number): void => {
    let rest = value
    while (rest > BITS) {
      octets[end++] = (rest % MORE) | MORE
      rest = Math.floor(rest / MORE)
    }
    octets[end++] = rest
  }
  let group = 0
  let host = 0
  for (const row of rows) {
    put(row.group - group)
    put(row.group === group ? row.host - host : row.host)
    group = row.group
    host = row.host
    put(at - row.began)
    put(row.began - row.since)
    put(row.version | (row.mode === 'EXCLUDE' ? EXCLUDE : 0))
    put(row.sources ?? 0)
  }
  return Buffer.from(octets.subarray(0, end))
}

/** Hands each row to `take`: one object, filled anew for each. `begunBy`: later ones are left out. */
export function unpackLasting(octets: Uint8Array, at: EpochMs, begunBy: EpochMs, take: (row: Lasting) => void): void {
  let place = 0
  const next = (): number => {
    let octet = octets[place++]!
    if (octet < MORE) return octet
    let value = octet & BITS
    let unit = MORE
    do {
      octet = octets[place++]!
      value += (octet & BITS) * unit
      unit *= MORE
    } while (octet >= MORE)
    return value
  }
  const row: Lasting = { group: 0, host: 0, began: 0, since: 0, version: 3, mode: 'EXCLUDE', sources: null }
  while (place < octets.length) {
    const further = next()
    const host = next()
    row.host = further === 0 ? row.host + host : host
    row.group += further
    row.began = at - next()
    row.since = row.began - next()
    const bits = next()
    row.version = (bits & VERSION) as IgmpVersion
    row.mode = bits & EXCLUDE ? 'EXCLUDE' : 'INCLUDE'
    const list = next()
    row.sources = list === 0 ? null : list
    if (row.began <= begunBy) take(row)
  }
}
