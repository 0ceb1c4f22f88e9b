import type { Router } from 'express'
import type { Answers, WriteAnswers } from '../../../shared/api.ts'
import type { ChannelConfig, ChannelRow, DeliveriesAnswer, TestAnswer } from '../../../shared/channel.ts'
import type { FilterError } from '../../../shared/filter.ts'
import type { Notice } from '../../../shared/notice.ts'
import { CHANNEL, CHANNEL_BODY_LIMIT, CHANNEL_ID } from '../channel-schema.ts'
import { mustBeUnchanged, tagged } from '../conditional.ts'
import { DELIVERIES, type DeliveriesQuery } from '../delivery-params.ts'
import { checkedBody, jsonBody, mustBeDone } from '../json-body.ts'
import { mustBeReadable, noParameters, read } from '../params.ts'
import { HttpProblem } from '../problem.ts'

/** Where findings go out. */
export interface WritableChannels {
  /** Without secrets. */
  list(): readonly ChannelRow[]
  filterError(filter: string): FilterError | null
  /** A secret that is left out stays. Returns why it cannot be, or is not kept, or null. */
  put(channel: ChannelConfig): Notice | null
  delete(id: string): Notice | null
  /** Sends a message now and past the queue; null: there is no such channel. */
  test(id: string): Promise<TestAnswer | null>
  deliveries(query: DeliveriesQuery): DeliveriesAnswer
}

export function channels(router: Router, desk: WritableChannels | null): void {
  router.get('/channels', (request, response) => {
    noParameters(request.query)
    response.json({ channels: desk?.list() ?? [] } satisfies Answers['/channels'])
  })
  router.put('/channels/:id', ...jsonBody(CHANNEL_BODY_LIMIT), (request, response) => {
    const id = CHANNEL_ID.safeParse(request.params['id'])
    if (!id.success) throw new HttpProblem(400, `The name of a channel: ${id.error.issues[0]?.message ?? 'no name'}.`)
    const body = checkedBody(CHANNEL, request, Object.keys(CHANNEL.shape).join(', '))
    const open = there(desk)
    mustBeReadable(open.filterError(body.filter))
    mustBeUnchanged(request, settingsAt(open, id.data))
    mustBeDone(open.put({ id: id.data, ...body }))
    tagged(response, settingsAt(open, id.data) ?? {}).json(
      rowAt(open, id.data) satisfies WriteAnswers['PUT /channels/:id'],
    )
  })
  router.delete('/channels/:id', (request, response) => {
    const open = there(desk)
    const row = rowAt(open, request.params.id)
    mustBeUnchanged(request, settingsAt(open, row.id))
    mustBeDone(open.delete(row.id))
    response.status(204).end()
  })
  router.post('/channels/:id/test', ...jsonBody(CHANNEL_BODY_LIMIT), async (request, response) => {
    const id = String(request.params['id'])
    const answer = await there(desk).test(id)
    if (!answer) throw nothingAt(id)
    response.json(answer satisfies WriteAnswers['POST /channels/:id/test'])
  })
  router.get('/deliveries', (request, response) => {
    const query = read(DELIVERIES, request.query)
    response.json((desk?.deliveries(query) ?? { rows: [], next: null }) satisfies Answers['/deliveries'])
  })
}

function there(desk: WritableChannels | null): WritableChannels {
  if (desk) return desk
  throw new HttpProblem(503, 'This server sends nothing out.')
}

const find = (desk: WritableChannels, id: string): ChannelRow | null => desk.list().find((row) => row.id === id) ?? null

function rowAt(desk: WritableChannels, id: string): ChannelRow {
  const row = find(desk, id)
  if (!row) throw nothingAt(id)
  return row
}

/** What a person sets of it: what was sent meanwhile is no change. */
function settingsAt(desk: WritableChannels, id: string): object | null {
  const row = find(desk, id)
  if (!row) return null
  const { name, on, target, severity, codes, filter, closed, groupFor, repeatAfter, language } = row
  return { id, name, on, target, severity, codes, filter, closed, groupFor, repeatAfter, language }
}

const nothingAt = (id: string): HttpProblem => new HttpProblem(404, `There is no channel ${id.slice(0, 100)}.`)
