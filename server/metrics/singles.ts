import { formatAddress, formatMac, type Address } from '../../shared/address.ts'
import type { SegmentTable } from '../membership/segment-table.ts'
import { PART, type Work } from '../views/work.ts'
import type { Labels, Sheet } from './sheet.ts'

/** Labels that are off unless asked for: each group or host is a series, and whoever forges them makes them. */
export const METRIC_LABELS = ['group', 'host'] as const
export type MetricLabel = (typeof METRIC_LABELS)[number]

/** Series of single groups and hosts in one scrape, of all sources together; further ones are counted. */
export const MAX_SINGLES = 10_000

/** Single groups and hosts, in the order in which they were first heard. */
export class Singles {
  readonly #asked: ReadonlySet<MetricLabel>
  readonly #leftOut: Record<MetricLabel, number> = { group: 0, host: 0 }
  #told = 0

  constructor(asked: ReadonlySet<MetricLabel>) {
    this.#asked = asked
  }

  /** `labels`: null where the segment has no name of its own here. */
  *tell(sheet: Sheet, table: SegmentTable, labels: Labels | null): Work<void> {
    if (this.#asked.has('group')) {
      const told = this.#told
      if (labels) yield* this.#groups(sheet, table, labels)
      this.#leftOut.group += Math.max(0, 2 * table.routableGroups - (this.#told - told))
    }
    if (this.#asked.has('host')) {
      const told = this.#told
      if (labels) yield* this.#hosts(sheet, table, labels)
      this.#leftOut.host += Math.max(0, table.hostsWithGroups - (this.#told - told))
    }
  }

  *#groups(sheet: Sheet, table: SegmentTable, labels: Labels): Work<void> {
    const seen = new Set<Address>()
    let looked = 0
    for (const group of table.groups.values()) {
      if (this.#told + 2 > MAX_SINGLES) return
      looked += 1
      if (looked % PART === 0) yield
      if (group.linkLocal || seen.has(group.address)) continue
      // One that ends and comes again meanwhile is met twice.
      seen.add(group.address)
      const one = { ...labels, group: formatAddress(group.address) }
      sheet.add('rollcall_group_members', { ...one, state: 'confirmed' }, group.confirmed)
      sheet.add('rollcall_group_members', { ...one, state: 'presumed' }, group.presumed)
      this.#told += 2
    }
    yield
  }

  *#hosts(sheet: Sheet, table: SegmentTable, labels: Labels): Work<void> {
    const seen = new Set<string>()
    let looked = 0
    for (const { ip, mac: number, routable } of table.hosts) {
      if (this.#told >= MAX_SINGLES) return
      looked += 1
      if (looked % PART === 0) yield
      const host = formatAddress(ip)
      const mac = number === null ? '' : formatMac(number)
      if (routable === 0 || seen.has(`${host} ${mac}`)) continue
      seen.add(`${host} ${mac}`)
      sheet.add('rollcall_host_groups', { ...labels, host, mac }, routable)
      this.#told += 1
    }
    yield
  }

  tellLeftOut(sheet: Sheet): void {
    for (const label of this.#asked) sheet.add('rollcall_metrics_series_left_out', { label }, this.#leftOut[label])
  }
}
