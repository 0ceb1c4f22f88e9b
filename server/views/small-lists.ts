import type { Page } from '../../shared/api.ts'
import type { QuerierSort, SourceSort } from '../../shared/sorts.ts'
import type { ListHead } from '../../shared/view-heads.ts'
import type { SegmentRow } from '../../shared/segment.ts'
import type { SourceRow } from '../../shared/source.ts'
import { matcher, type Sort } from './list.ts'
import { compareNames } from './order.ts'
import { behind, type Placed, type Position } from './position.ts'
import { Scene, scannedScene } from './scene.ts'
import { segmentKey } from './segment-key.ts'
import { segmentAccess, segmentRow } from './segments.ts'
import { sourceAccess } from './sources.ts'
import type { Subject } from './subject.ts'
import type { Work } from './work.ts'

/* Lists of few rows, made whole and then cut: for a program that asks once. */

type Cut = { filter: string; offset: number; limit: number; after?: Position | null }
/** Queries that a row of the API tells. */
const DOTS_OF_A_ROW = 120

type Answer<Row> = Placed<Omit<Page<Row>, 'next'> & Pick<ListHead, 'filterError'>>

export function* queriersPage(
  subject: Subject,
  cut: Cut,
  { column, descending }: Sort<QuerierSort>,
): Work<Answer<SegmentRow>> {
  const scene = yield* scannedScene(subject)
  const { matches, error } = matcher(cut.filter, segmentAccess(scene))
  const places = scene.worstFirst()
  const matching = new Set(places.filter(matches))
  const rows: Judged<SegmentRow>[] = []
  for (const place of places) {
    // The one after which the page begins need not match any more.
    if (!matching.has(place) && !isAfter(cut, segmentKey(place.segment.segment))) continue
    rows.push({ row: segmentRow(scene, place, DOTS_OF_A_ROW), matches: matching.has(place) })
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
  const rows = sources.map((row) => ({ row, matches: matches(row) }))
  return page(sources.length, sorted(rows, sourceOrder(column), descending), cut, error)
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
function sorted<Row>(
  rows: readonly Judged<Row>[],
  order: ((a: Row, b: Row) => number) | null,
  descending: boolean,
): Judged<Row>[] {
  if (order === null) return descending ? [...rows].reverse() : [...rows]
  return [...rows].sort((a, b) => (descending ? order(b.row, a.row) : order(a.row, b.row)))
}

interface Judged<Row> {
  row: Row
  matches: boolean
}

const isAfter = ({ after }: Cut, key: string): boolean => after !== null && after !== undefined && after[0] === key

/** Segments and sources stay as long as the server runs, so that the row after which a page begins is there. */
function page<Row extends { key: string }>(
  total: number,
  rows: readonly Judged<Row>[],
  { offset, limit, after = null }: Cut,
  filterError: ListHead['filterError'],
): Answer<Row> {
  const matching = rows.filter(({ matches }) => matches).length
  const rest = behind(rows, after, ({ row }) => row.key).filter(({ matches }) => matches)
  const begin = after === null ? offset : 0
  const shown = rest.slice(begin, begin + limit).map(({ row }) => row)
  const last = shown.at(-1)
  const next = last && begin + limit < rest.length ? [last.key] : null
  return { page: { total, matching, offset, limit, rows: shown, filterError }, next }
}
