import type { Router } from 'express'
import type { Answers, Page } from '../../../shared/api.ts'
import { QUERIER_SORTS, SOURCE_SORTS } from '../../../shared/sorts.ts'
import type { ListHead, ViewState } from '../../../shared/live.ts'
import { eventsPage } from '../../views/events.ts'
import { groupsPage } from '../../views/groups.ts'
import { hostsPage } from '../../views/hosts.ts'
import type { ListCache } from '../../views/list-cache.ts'
import { parseSort } from '../../views/list.ts'
import { overviewView } from '../../views/overview.ts'
import type { Placed } from '../../views/position.ts'
import { Scene } from '../../views/scene.ts'
import { queriersPage, sourcesPage } from '../../views/small-lists.ts'
import type { Subject } from '../../views/subject.ts'
import { subscriptionsView } from '../../views/subscriptions.ts'
import { cursorTo, positionAt, type Ordered } from '../cursor.ts'
import type { InTurns } from '../in-turns.ts'
import {
  cutOf,
  filterOf,
  groupListOf,
  HOST_LIST,
  listOf,
  matrixOf,
  mustBeReadable,
  QUERIER_LIST,
  SOURCE_LIST,
  type Cut,
} from '../params.ts'

/** The overview and every list. `cache` gives the lists that were made a moment ago. */
export function lists(router: Router, subject: Subject, cache: () => ListCache, turns: InTurns): void {
  router.get('/overview', async (request, response) => {
    const { head, rows } = await turns.do(overviewView(subject, filterOf(request.query)))
    const { filterError, ...known } = head
    mustBeReadable(filterError)
    response.json({ ...known, segments: rows } satisfies Answers['/overview'])
  })
  router.get('/groups', async (request, response) => {
    const list = groupListOf(request.query)
    const ordered = { list: 'groups', sort: list.sort }
    const after = positionAt(ordered, list.cursor)
    const placed = await turns.do(groupsPage(subject, { ...list, after }, cache()))
    const { hidden } = placed.page.head
    response.json({ ...pageOf(placed, list, ordered), hidden } satisfies Answers['/groups'])
  })
  router.get('/hosts', async (request, response) => {
    const list = listOf(HOST_LIST, request.query)
    const ordered = { list: 'hosts', sort: list.sort }
    const after = positionAt(ordered, list.cursor)
    const placed = await turns.do(hostsPage(subject, { ...list, after }, cache()))
    response.json(pageOf(placed, list, ordered) satisfies Answers['/hosts'])
  })
  router.get('/queriers', async (request, response) => {
    const list = listOf(QUERIER_LIST, request.query)
    const sort = parseSort(list.sort, QUERIER_SORTS) ?? { column: 'state', descending: false }
    const ordered = { list: 'queriers', sort: list.sort }
    const after = positionAt(ordered, list.cursor)
    const placed = await turns.do(queriersPage(subject, { ...list, after }, sort))
    response.json(readable(placed, ordered) satisfies Answers['/queriers'])
  })
  router.get('/sources', (request, response) => {
    const list = listOf(SOURCE_LIST, request.query)
    const sort = parseSort(list.sort, SOURCE_SORTS) ?? { column: 'given', descending: false }
    const { captureRemedy } = subject
    const ordered = { list: 'sources', sort: list.sort }
    const placed = sourcesPage(subject, { ...list, after: positionAt(ordered, list.cursor) }, sort)
    response.json({ ...readable(placed, ordered), captureRemedy } satisfies Answers['/sources'])
  })
  router.get('/subscriptions', async (request, response) => {
    const { head, rows } = await turns.do(subscriptionsView(new Scene(subject), matrixOf(request.query)))
    mustBeReadable(head.filterError)
    response.json({ ...head, blocks: rows } satisfies Answers['/subscriptions'])
  })
  router.get('/events', (request, response) => {
    const list = cutOf(request.query)
    const ordered = { list: 'events', sort: '' }
    const placed = eventsPage(subject, { ...list, after: positionAt(ordered, list.cursor) })
    response.json(readable(placed, ordered) satisfies Answers['/events'])
  })
}

function pageOf<V extends 'groups' | 'hosts'>(
  { page: { head, rows }, next }: Placed<ViewState<V>>,
  { offset, limit }: Cut,
  ordered: Ordered,
): Page<ViewState<V>['rows'][number]> {
  mustBeReadable(head.filterError)
  return { total: head.total, matching: head.matching, offset, limit, rows, next: cursorTo(ordered, next) }
}

type Small<Row> = Omit<Page<Row>, 'next'> & Pick<ListHead, 'filterError'>

function readable<Row>({ page: { filterError, ...page }, next }: Placed<Small<Row>>, ordered: Ordered): Page<Row> {
  mustBeReadable(filterError)
  return { ...page, next: cursorTo(ordered, next) }
}
