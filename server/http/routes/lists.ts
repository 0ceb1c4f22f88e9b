import type { Router } from 'express'
import type { Answers, Page } from '../../../shared/api.ts'
import { QUERIER_SORTS, SOURCE_SORTS } from '../../../shared/sorts.ts'
import type { ListHead, ViewState } from '../../../shared/live.ts'
import { eventsPage } from '../../views/events.ts'
import { groupsView } from '../../views/groups.ts'
import { hostsView } from '../../views/hosts.ts'
import type { ListCache } from '../../views/list-cache.ts'
import { parseSort } from '../../views/list.ts'
import { overviewView } from '../../views/overview.ts'
import { Scene } from '../../views/scene.ts'
import { queriersPage, sourcesPage } from '../../views/small-lists.ts'
import type { Subject } from '../../views/subject.ts'
import { subscriptionsView } from '../../views/subscriptions.ts'
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
    const view = await turns.do(groupsView(subject, list, cache()))
    response.json({ ...pageOf(view, list), hidden: view.head.hidden } satisfies Answers['/groups'])
  })
  router.get('/hosts', async (request, response) => {
    const list = listOf(HOST_LIST, request.query)
    const view = await turns.do(hostsView(subject, list, cache()))
    response.json(pageOf(view, list) satisfies Answers['/hosts'])
  })
  router.get('/queriers', async (request, response) => {
    const list = listOf(QUERIER_LIST, request.query)
    const sort = parseSort(list.sort, QUERIER_SORTS) ?? { column: 'state', descending: false }
    response.json(readable(await turns.do(queriersPage(subject, list, sort))) satisfies Answers['/queriers'])
  })
  router.get('/sources', (request, response) => {
    const list = listOf(SOURCE_LIST, request.query)
    const sort = parseSort(list.sort, SOURCE_SORTS) ?? { column: 'given', descending: false }
    const { captureRemedy } = subject
    response.json({ ...readable(sourcesPage(subject, list, sort)), captureRemedy } satisfies Answers['/sources'])
  })
  router.get('/subscriptions', async (request, response) => {
    const { head, rows } = await turns.do(subscriptionsView(new Scene(subject), matrixOf(request.query)))
    mustBeReadable(head.filterError)
    response.json({ ...head, blocks: rows } satisfies Answers['/subscriptions'])
  })
  router.get('/events', (request, response) => {
    response.json(readable(eventsPage(subject, cutOf(request.query))) satisfies Answers['/events'])
  })
}

function pageOf<V extends 'groups' | 'hosts'>(
  { head, rows }: ViewState<V>,
  { offset, limit }: Cut,
): Page<ViewState<V>['rows'][number]> {
  mustBeReadable(head.filterError)
  return { total: head.total, matching: head.matching, offset, limit, rows }
}

function readable<Row>({ filterError, ...page }: Page<Row> & Pick<ListHead, 'filterError'>): Page<Row> {
  mustBeReadable(filterError)
  return page
}
