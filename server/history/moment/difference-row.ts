import { formatAddress, formatMac } from '../../../shared/address.ts'
import type { DifferenceRow } from '../../../shared/past.ts'
import type { Segment } from '../../decode/segment.ts'
import type { Names } from '../../names/names.ts'
import { PART, type Work } from '../../views/work.ts'
import type { Db } from '../file/sqlite.ts'
import { Addresses } from './addresses.ts'
import { differenceFilter, type NamedDifference } from '../reading/difference-filter.ts'
import type { Differing } from './difference.ts'
import { segmentsBySource } from './taps.ts'

/** What differs, in words: with the names of today. */
export class DifferenceWords {
  readonly #addresses: Addresses
  readonly #names: Names
  readonly #segments = new Map<number, { source: string; segment: Segment }>()

  constructor(db: Db, names: Names) {
    this.#addresses = new Addresses(db)
    this.#names = names
    const sources = db.prepare('SELECT id, name FROM source').all() as { id: number; name: string }[]
    const segments = segmentsBySource(db)
    for (const { id: source, name } of sources) {
      for (const { id, segment } of segments.get(source) ?? []) this.#segments.set(id, { source: name, segment })
    }
  }

  row(differing: Differing): DifferenceRow {
    const { change, at, before, after } = differing
    const place = this.#segments.get(differing.segment)
    const segment = place?.segment ?? NOWHERE
    const group = differing.group === null ? null : (this.#addresses.group(differing.group)?.address ?? null)
    const host = differing.host === null ? null : (this.#addresses.host(differing.host)?.key ?? null)
    const groupText = group === null ? null : formatAddress(group)
    const hostId = host && { ip: formatAddress(host.ip), mac: host.mac === null ? null : formatMac(host.mac) }
    const source = place?.source ?? ''
    return {
      key: [change, source, segment.name, segment.family, groupText, hostId?.ip, hostId?.mac].join('|'),
      change,
      at,
      source,
      segment: segment.name,
      family: segment.family,
      vlans: segment.vlans,
      group: groupText,
      groupName: group === null ? null : this.#names.group(group, segment),
      host: hostId,
      hostName: host && this.#names.knownHost(host, segment),
      before,
      after,
    }
  }

  /** For a filter. */
  #named(differing: Differing): NamedDifference {
    const segment = this.#segments.get(differing.segment)?.segment ?? NOWHERE
    return { ...this.row(differing), segmentName: this.#names.segment(segment) }
  }

  /** Those that match, in their order. The filter must be one that can be read. */
  *matching(all: readonly Differing[], filter: string): Work<readonly Differing[]> {
    const { matches, error } = differenceFilter(filter)
    if (!matches) throw new Error(error.message)
    if (filter.trim() === '') return all
    const found: Differing[] = []
    let seen = 0
    for (const one of all) {
      if (matches(this.#named(one))) found.push(one)
      seen += 1
      if (seen % PART === 0) yield
    }
    return found
  }
}

const NOWHERE: Segment = { family: 'ipv4', name: '', vlans: [] }
