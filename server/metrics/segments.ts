import { formatAddress, UNSPECIFIED, UNSPECIFIED_V6, type Family } from '../../shared/address.ts'
import { wireVersion } from '../../shared/igmp.ts'
import { SECOND, type DurationMs } from '../../shared/time.ts'
import type { Histogram } from '../conduct/histogram.ts'
import type { SegmentMeter } from '../conduct/segment-meter.ts'
import type { SegmentTable } from '../membership/segment-table.ts'
import { cadenceOf } from '../views/cadence.ts'
import type { MetricName } from './catalogue.ts'
import type { Labels, Sheet } from './sheet.ts'

/** Under this name stand all segments that have no meter of their own. */
export const OTHER = '_other'

/** Whose numbers these are. */
export const segmentLabels = (source: string, segment: string, family: Family): Labels => ({ source, segment, family })

/** What grows: it is there as long as the server runs, whatever became of the segment's table. */
export function tellMeter(sheet: Sheet, labels: Labels, family: Family, meter: SegmentMeter): void {
  for (const { kind, version, count } of meter.messages()) {
    const protocol = family === 'ipv4' ? 'igmp' : 'mld'
    const shown = version === null ? 'none' : String(wireVersion(family, version))
    sheet.add('rollcall_messages_total', { ...labels, protocol, version: shown, kind }, count)
  }
  sheet.add('rollcall_missed_queries_total', labels, meter.missed)
  sheet.add('rollcall_query_interval_seconds', labels, meter.gapSum / SECOND, '_sum')
  sheet.add('rollcall_query_interval_seconds', labels, meter.gaps, '_count')
  tellHistogram(sheet, 'rollcall_response_delay_seconds', labels, meter.responseDelay)
  tellHistogram(sheet, 'rollcall_leave_latency_seconds', labels, meter.leaveLatency)
}

/** One without any durations is left out: most segments of a flood have none. */
function tellHistogram(
  sheet: Sheet,
  name: MetricName,
  labels: Labels,
  { bounds, counts, sum, count }: Histogram,
): void {
  if (count === 0) return
  let upTo = 0
  for (const [i, bound] of bounds.entries()) {
    upTo += counts[i] ?? 0
    sheet.add(name, { ...labels, le: String(bound / SECOND) }, upTo, '_bucket')
  }
  sheet.add(name, { ...labels, le: '+Inf' }, count, '_bucket')
  sheet.add(name, labels, sum / SECOND, '_sum')
  sheet.add(name, labels, count, '_count')
}

/** The querier of one segment, and how regularly it asks. */
export function tellQuerier(sheet: Sheet, labels: Labels, { election, segment: { family } }: SegmentTable): void {
  const unspecified = family === 'ipv4' ? UNSPECIFIED : UNSPECIFIED_V6
  const querier = election.elected ?? (election.unnumbered && { ...election.unnumbered, ip: unspecified })
  if (querier) {
    const version = String(wireVersion(family, querier.version))
    sheet.add('rollcall_querier_info', { ...labels, address: formatAddress(querier.ip), version }, 1)
  }
  const { lastQueryAt } = election
  if (lastQueryAt !== null) sheet.add('rollcall_querier_last_seen_timestamp_seconds', labels, lastQueryAt / SECOND)
  const { medianMs, p95Ms, maxMs } = cadenceOf(election).stats
  const quantiles: readonly (readonly [string, DurationMs | null])[] = [
    ['0.5', medianMs],
    ['0.95', p95Ms],
    ['1', maxMs],
  ]
  for (const [quantile, gap] of quantiles) {
    if (gap !== null) sheet.add('rollcall_query_interval_seconds', { ...labels, quantile }, gap / SECOND)
  }
}

/** Sizes of one segment, or of several together. */
export class Sizes {
  #groups = 0
  #withoutMember = 0
  #linkLocal = 0
  #hosts = 0
  #confirmed = 0
  #presumed = 0
  #unknown = 0

  constructor(...tables: readonly SegmentTable[]) {
    for (const table of tables) this.add(table)
  }

  add(table: SegmentTable): void {
    this.#groups += table.routableGroups
    this.#withoutMember += table.routableGroups - table.groupsWithMembers
    this.#linkLocal += table.linkLocalGroups
    this.#hosts += table.hostsWithGroups
    this.#confirmed += table.confirmed
    this.#presumed += table.presumed
    this.#unknown += table.unknown
  }

  tell(sheet: Sheet, labels: Labels): void {
    sheet.add('rollcall_groups', labels, this.#groups)
    sheet.add('rollcall_groups_without_member', labels, this.#withoutMember)
    sheet.add('rollcall_link_local_groups', labels, this.#linkLocal)
    sheet.add('rollcall_hosts', labels, this.#hosts)
    sheet.add('rollcall_members', { ...labels, state: 'confirmed' }, this.#confirmed)
    sheet.add('rollcall_members', { ...labels, state: 'presumed' }, this.#presumed)
    sheet.add('rollcall_members_unknown', labels, this.#unknown)
  }
}
