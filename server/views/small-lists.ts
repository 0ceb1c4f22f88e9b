import type { Page } from '../../shared/api.ts'
import type { QuerierSort, SourceSort } from '../../shared/sorts.ts'
import type { ListHead } from '../../shared/live.ts'
import type { SegmentRow } from '../../shared/membership.ts'
import type { SourceRow } from '../../shared/source.ts'
import { matcher, type Sort } from './list.ts'
import { compareNames } from './order.ts'
import { Scene, scannedScene } from './scene.ts'
import { segmentAccess, segmentRow } from './segments.ts'
import { sourceAccess } from './sources.ts'
import type { Subject } from './subject.ts'
import type { Work } from './work.ts'

/* Lists of few rows, made whole and then cut: for a program that asks once. */

type Cut = { filter: string; offset: number; limit: number }
/** Queries that a row of the API tells. */
const DOTS_OF_A_ROW = 120

type Answer<Row> = Page<Row> & Pick<ListHead, 'filterError'>

export function* queriersPage(
  subject: Subject,
  cut: Cut,
  { column, descending }: Sort<QuerierSort>,
): Work<Answer<SegmentRow>> {
  const scene = yield* scannedScene(subject)
  const { matches, error } = matcher(cut.filter, segmentAccess(scene))
  const places = scene.worstFirst()
  const rows: SegmentRow[] = []
  for (const place of places.filter(matches)) {
    rows.push(segmentRow(scene, place, DOTS_OF_A_ROW))
    yield
  }
  return page(places.length, sorted(rows, querierOrder(column), descending), cut, error)
}

function querierOrder(column: QuerierSort): ((a: SegmentRow, b: SegmentRow) => number) | null {
  switch (column) {
    case 'state':
      return null
    case 'segment':
      return (a, b) => compareNames(a.segment, b.segment)
    case 'groups':
    case 'hosts':
    case 'memberships':
      return (a, b) => a[column] - b[column]
    case 'lastQueryAt':
      return (a, b) => (a.lastQueryAt ?? 0) - (b.lastQueryAt ?? 0)
  }
}

export function sourcesPage(subject: Subject, cut: Cut, { column, descending }: Sort<SourceSort>): Answer<SourceRow> {
  const { sources } = new Scene(subject)
  const { matches, error } = matcher(cut.filter, sourceAccess)
  return page(sources.length, sorted(sources.filter(matches), sourceOrder(column), descending), cut, error)
}

function sourceOrder(column: SourceSort): ((a: SourceRow, b: SourceRow) => number) | null {
  switch (column) {
    case 'given':
      return null
    case 'name':
    case 'state':
      return (a, b) => compareNames(a[column], b[column])
    case 'frames':
    case 'igmp':
      return (a, b) => a[column] - b[column]
    case 'lastFrameAt':
      return (a, b) => (a.lastFrameAt ?? 0) - (b.lastFrameAt ?? 0)
  }
}

/** null: the order they are in. */
function sorted<Row>(rows: readonly Row[], order: ((a: Row, b: Row) => number) | null, descending: boolean): Row[] {
  if (order === null) return descending ? [...rows].reverse() : [...rows]
  return [...rows].sort((a, b) => (descending ? order(b, a) : order(a, b)))
}

const page = <Row>(
  total: number,
  rows: readonly Row[],
  { offset, limit }: Cut,
  filterError: ListHead['filterError'],
): Answer<Row> => ({
  total,
  matching: rows.length,
  offset,
  limit,
  rows: rows.slice(offset, offset + limit),
  filterError,
})
