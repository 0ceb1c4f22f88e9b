import type { Family } from '../../../shared/address.ts'
import { HOUR, MINUTE, type EpochMs } from '../../../shared/time.ts'
import { chosenSegments, dueHours } from '../rollups/counts-reading.ts'
import type { SegmentRecord } from '../rollups/minute-reading.ts'
import type { Names } from '../file/names.ts'
import type { Pin } from '../file/pin.ts'
import { ROWS_AT_A_TIME, type Reading } from '../file/reading.ts'
import type { CountRow, HistoryQuery } from '../file/row.ts'
import type { Db } from '../file/sqlite.ts'
import { added, StepCounts, type Values } from '../rollups/step-counts.ts'

/** What is counted together: IGMP and MLD of one VLAN are two segments of one name. */
interface Together {
  segments: readonly Pick<SegmentRecord, 'id' | 'family'>[]
  row: Pick<CountRow, 'source' | 'segment' | 'family' | 'vlan' | 'segmentName'>
}

/**
 * Counts by segment, in the order of time. A step in which nothing was captured has no row. Of a minute that is not kept by
 * itself any more the hour tells the sizes; what happened in it is not known then.
 */
export function* readCountRows(db: Db, names: Names, query: HistoryQuery, pin: Pin): Reading<CountRow> {
  const { filter = '', from = Number.NEGATIVE_INFINITY, to = Infinity } = query
  const segments = chosenSegments(db, filter, ({ id }) => names.segment(id).called)
  const places = placesOf(segments, names)
  const counts = new StepCounts(db, pin, segments, dueHours(db))
  let rows: CountRow[] = []
  for (let hour = counts.next(Math.floor(from / HOUR)); hour * HOUR < to; hour = counts.next(hour + 1)) {
    for (const [at, values] of query.step === 'hour' ? byHour(counts, hour) : byMinute(counts, hour)) {
      if (at < from || at >= to) continue
      for (const place of places) {
        const row = rowOf(at, place, values)
        if (row) rows.push(row)
      }
      if (rows.length < ROWS_AT_A_TIME) continue
      yield { rows }
      rows = []
    }
  }
  yield { rows }
}

type Step = [at: EpochMs, values: (segment: number) => Values | undefined]

function* byHour(counts: StepCounts, hour: number): Generator<Step> {
  const found = counts.byHour(hour)
  yield [hour * HOUR, (segment) => found.get(segment)]
}

function* byMinute(counts: StepCounts, hour: number): Generator<Step> {
  const found = counts.byMinute(hour)
  for (let minute = 0; minute * MINUTE < HOUR; minute += 1) {
    yield [hour * HOUR + minute * MINUTE, (segment) => found.get(segment)?.[minute]]
  }
}

function placesOf(segments: readonly SegmentRecord[], names: Names): Together[] {
  const byName = new Map<string, SegmentRecord[]>()
  for (const segment of segments) {
    const key = `${segment.source}\n${segment.name}`
    byName.set(key, [...(byName.get(key) ?? []), segment])
  }
  return [...byName.values()].map((together) => {
    const { source, segment, vlan, called } = names.segment(together[0]!.id)
    const family = together.length === 1 ? together[0]!.family : null
    return { segments: together, row: { source, segment, family, vlan, segmentName: called } }
  })
}

function rowOf(at: EpochMs, { segments, row }: Together, valuesOf: Step[1]): CountRow | null {
  const found = segments.flatMap(({ id, family }) => {
    const values = valuesOf(id)
    return values ? [{ family, values }] : []
  })
  if (found.length === 0) return null
  const sum = (column: number): number | null => added(found.map(({ values }) => values[column]))
  // The versions of MLD lie with those of IGMP that can say the same (flow-columns.ts).
  const sumOf = (family: Family, column: number): number | null =>
    added(found.filter((one) => one.family === family).map(({ values }) => values[column]))
  return {
    ...row,
    at,
    groups: sum(0) ?? 0,
    hosts: sum(1) ?? 0,
    memberships: sum(2) ?? 0,
    joins: sum(3),
    leaves: sum(4),
    expiries: sum(5),
    queries: sum(6),
    reportsV1: sumOf('ipv4', 7),
    reportsV2: sumOf('ipv4', 8),
    reportsV3: sumOf('ipv4', 9),
    problems: sum(10),
    reportsMldV1: sumOf('ipv6', 8),
    reportsMldV2: sumOf('ipv6', 9),
  }
}
