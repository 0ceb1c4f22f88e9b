import type { Router } from 'express'
import type { Answers, Page } from '../../../shared/api.ts'
import { SOURCE_SORTS } from '../../../shared/sorts.ts'
import type { ListHead } from '../../../shared/view-heads.ts'
import { eventsPage } from '../../views/events.ts'
import { parseSort } from '../../views/list.ts'
import type { Placed } from '../../views/position.ts'
import { sourcesPage } from '../../views/small-lists.ts'
import type { Subject } from '../../views/subject.ts'
import { cursorTo, positionAt, type Ordered } from '../cursor.ts'
import {
  cutOf,
  groupListOf,
  HOST_LIST,
  listOf,
  matrixOf,
  mustBeReadable,
  overviewOf,
  QUERIER_LIST,
  sourceListOf,
} from '../params.ts'
import type { Replies } from '../replies.ts'

/** The overview and every list. */
export function lists(router: Router, subject: Subject, replies: Replies): void {
  router.get('/overview', async (request, response) => {
    const { at, filter } = overviewOf(request.query)
    const { reply } = await replies.to({ of: '/overview', filter }, at)
    response.json(reply satisfies Answers['/overview'])
  })
  router.get('/groups', async (request, response) => {
    const { at, cursor, ...list } = groupListOf(request.query)
    const ordered = { list: 'groups', sort: list.sort }
    const { reply, next } = await replies.to({ of: '/groups', ...list, after: positionAt(ordered, cursor) }, at)
    response.json({ ...reply, next: cursorTo(ordered, next) } satisfies Answers['/groups'])
  })
  router.get('/hosts', async (request, response) => {
    const { at, cursor, ...list } = listOf(HOST_LIST, request.query)
    const ordered = { list: 'hosts', sort: list.sort }
    const { reply, next } = await replies.to({ of: '/hosts', ...list, after: positionAt(ordered, cursor) }, at)
    response.json({ ...reply, next: cursorTo(ordered, next) } satisfies Answers['/hosts'])
  })
  router.get('/queriers', async (request, response) => {
    const { at, cursor, ...list } = listOf(QUERIER_LIST, request.query)
    const ordered = { list: 'queriers', sort: list.sort }
    const { reply, next } = await replies.to({ of: '/queriers', ...list, after: positionAt(ordered, cursor) }, at)
    response.json({ ...reply, next: cursorTo(ordered, next) } satisfies Answers['/queriers'])
  })
  router.get('/sources', (request, response) => {
    const list = sourceListOf(request.query)
    const sort = parseSort(list.sort, SOURCE_SORTS) ?? { column: 'given', descending: false }
    const { captureRemedy } = subject
    const ordered = { list: 'sources', sort: list.sort }
    const placed = sourcesPage(subject, { ...list, after: positionAt(ordered, list.cursor) }, sort)
    response.json({ ...readable(placed, ordered), captureRemedy } satisfies Answers['/sources'])
  })
  router.get('/subscriptions', async (request, response) => {
    const { at, ...matrix } = matrixOf(request.query)
    const { reply } = await replies.to({ of: '/subscriptions', ...matrix }, at)
    response.json(reply satisfies Answers['/subscriptions'])
  })
  router.get('/events', (request, response) => {
    const list = cutOf(request.query)
    const ordered = { list: 'events', sort: '' }
    const placed = eventsPage(subject, { ...list, after: positionAt(ordered, list.cursor) })
    response.json(readable(placed, ordered) satisfies Answers['/events'])
  })
}

type Small<Row> = Omit<Page<Row>, 'next'> & Pick<ListHead, 'filterError'>

function readable<Row>({ page: { filterError, ...page }, next }: Placed<Small<Row>>, ordered: Ordered): Page<Row> {
  mustBeReadable(filterError)
  return { ...page, next: cursorTo(ordered, next) }
}
