import { MINUTE, type EpochMs } from '../../shared/time.ts'
import type { SegmentTable } from '../membership/segment-table.ts'
import { oneWayTags, type OneWayTags } from './one-way-tags.ts'
import { Rise } from './rise.ts'

/** What a tap counts. */
interface TapCounts {
  readonly igmp: number
  readonly duplicates: number
  readonly truncated: number
  readonly source: { readonly droppedByKernel: number | null; readonly lost: number | null }
}

/** How a tap itself behaves, over all its segments. */
export class TapConduct {
  readonly igmp = new Rise()
  readonly duplicates = new Rise()
  readonly truncated = new Rise()
  readonly dropped = new Rise()
  readonly lost = new Rise()
  oneWay: OneWayTags | null = null
  oneWaySince: EpochMs | null = null
  #comparedAt: EpochMs = Number.NEGATIVE_INFINITY

  tick(at: EpochMs, { igmp, duplicates, truncated, source }: TapCounts, tables: Iterable<SegmentTable>): void {
    this.igmp.stands(igmp, at)
    this.duplicates.stands(duplicates, at)
    this.truncated.stands(truncated, at)
    this.dropped.stands(source.droppedByKernel ?? 0, at)
    this.lost.stands(source.lost ?? 0, at)
    if (at - this.#comparedAt < MINUTE) return
    this.#comparedAt = at
    this.oneWay = oneWayTags(tables, at)
    this.oneWaySince = this.oneWay ? (this.oneWaySince ?? at) : null
  }
}
