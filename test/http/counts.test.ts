import supertest from 'supertest'
import { describe, expect, it } from 'vitest'
import { createApp, type AppOptions } from '../../server/http/app.ts'
import { Guard } from '../../server/http/guard.ts'
import { HistoryError, type CountsQuery } from '../../server/history/store.ts'
import { countsOf, minutesFor } from '../../server/views/counts.ts'
import type { Counts } from '../../shared/counts.ts'
import { notice } from '../../shared/notice.ts'
import { DAY, HOUR, MINUTE } from '../../shared/time.ts'
import { readFrames } from '../membership/captured.ts'
import { newFolder, openHistory, written } from '../history/histories.ts'
import { BASE, minute, NOTHING } from '../history/steps.ts'
import { subjectOf, TestTap } from '../views/test-subject.ts'
import { noDesk } from './no-desk.ts'
import { noNames } from './no-names.ts'
import { noWalls } from './no-walls.ts'

const tap = new TestTap('hour')
tap.take(...readFrames('hour.pcap'))

type Histories = AppOptions['history']
const app = (history: Histories) =>
  supertest(
    createApp({
      subject: subjectOf(tap),
      history,
      desk: noDesk(),
      names: noNames(),
      ...noWalls(),
      dryRun: null,
      guard: new Guard({ token: null, allowedHosts: [] }),
      approve: () => null,
      clientFolder: '/nowhere',
      onError: (error) => {
        throw error
      },
    }),
  )

/** A history that notes what it is asked, and answers when it is told to. */
function asked(answer: (query: CountsQuery) => Promise<Counts>): {
  history: NonNullable<Histories>
  queries: CountsQuery[]
} {
  const queries: CountsQuery[] = []
  const history = {
    counts: (query: CountsQuery) => {
      queries.push(query)
      return answer(query)
    },
  }
  // Nothing else of it is asked here.
  return { history: history as unknown as NonNullable<Histories>, queries }
}
const empty = (query: CountsQuery): Promise<Counts> => Promise.resolve(countsOf(minutesFor(query), query, [], 0))

describe('the request', () => {
  it.each<[string, object, Partial<CountsQuery>]>([
    ['nothing said: six hours by the minute', {}, { step: MINUTE }],
    ['a span', { span: '30d' }, { step: 30 * MINUTE }],
    ['captures count, as on the page of counts', {}, { captures: true }],
    ['what is live alone, as on a wall', { captures: 'without' }, { captures: false }],
    ['a coarser step', { span: '7d', step: '60' }, { step: HOUR }],
    ['every minute of a month, of everything', { span: '30d', step: '1' }, { step: MINUTE }],
    [
      'a range: begins where a step does, no later than asked',
      { from: '2026-03-01T12:07:30Z', to: '2026-03-08T12:00:00Z' },
      { from: BASE, to: BASE + 7 * DAY, step: 10 * MINUTE },
    ],
  ])('%s', async (_, query, wanted) => {
    const { history, queries } = asked(empty)
    await app(history).get('/api/v1/counts').query(query).expect(200)
    expect(queries).toEqual([expect.objectContaining(wanted)])
  })

  it.each<[object, RegExp]>([
    [{ span: '2h' }, /^span: it must be one of 1h, 6h, 24h, 7d, 30d/],
    [{ span: '1h', from: '2026-03-01' }, /said by span/],
    [{ step: '7' }, /^step: it must be one of 1, 2, 5, 10, 30, 60/],
    [{ span: '30d', step: '1', filter: 'vlan:10' }, /^step: it gives more than 1500 entries. Remedy/],
    [{ from: '2026-03-02', to: '2026-03-01' }, /^from: it must be a minute before/],
    [{ from: '2099-03-02' }, /^from: it must be a minute before/],
    [{ from: '2026-01-01', to: '2026-03-01' }, /31 days at most. Remedy/],
    [{ filter: 'group:239.1.1.1' }, /^filter, column 1: /],
    [{ filter: 'vlan:x' }, /^filter, column 6: /],
    [{ what: '1' }, /no parameter what/],
  ])('%j is refused', async (query, why) => {
    const { history, queries } = asked(empty)
    const { body } = await app(history).get('/api/v1/counts').query(query).expect(400)
    expect(body.detail).toMatch(why)
    expect(queries).toEqual([])
  })
})

describe('the answer', () => {
  it('comes from the history', async () => {
    const { history } = await openHistory(await newFolder())
    for (const at of [BASE, BASE + MINUTE]) {
      history.record('tap', { ...NOTHING, minutes: [minute(at, { groups: 4, joins: 2 })] }, at + MINUTE)
    }
    await written(history)
    const query = { from: BASE, to: BASE + 3 * MINUTE }
    const { body, headers } = await app(history).get('/api/v1/counts').query(query).expect(200)
    expect(body).toMatchObject({ from: BASE, to: BASE + 2 * MINUTE, step: MINUTE, segments: 1, gaps: [] })
    expect(body.sizes.groups).toEqual({ value: [4, 4], within: null })
    expect(body.flows.joins).toEqual([2, 2])
    expect(headers['cache-control']).toBe('private, no-cache')
  })

  it('without a history tells what this run has seen, and nothing by segment', async () => {
    const first = tap.past.minutes.since(0)[0]?.at ?? 0
    const query = { from: first * MINUTE, to: (first + 10) * MINUTE }
    const { body } = await app(null).get('/api/v1/counts').query(query).expect(200)
    expect(body.sizes.groups.value).toEqual(
      tap.past.minutes
        .since(0)
        .slice(0, 10)
        .map(({ sizes }) => sizes[0]),
    )
    expect(body.sizes.groups.value[9]).toBeGreaterThan(0)
    await app(null)
      .get('/api/v1/counts')
      .query({ ...query, filter: 'vlan:10' })
      .expect(503)
  })

  it('of a capture that is replayed, up to where its own clock stands', async () => {
    tap.kind = 'file'
    try {
      const { body } = await app(null).get('/api/v1/counts').query({ span: '1h' }).expect(200)
      expect(body.to).toBe(Math.floor(tap.table.clock / MINUTE) * MINUTE)
      expect(body.sizes.groups.value.at(-1)).toBeGreaterThan(0)
    } finally {
      tap.kind = 'live'
    }
  })

  it('the same when the history fails', async () => {
    const { history } = asked(() => Promise.reject(new HistoryError(notice('history-stopped', { detail: 'it broke' }))))
    const { body } = await app(history).get('/api/v1/counts').query({ span: '1h' }).expect(200)
    expect(body.step).toBe(MINUTE)
    const refused = await app(history).get('/api/v1/counts').query({ filter: 'vlan:10' }).expect(503)
    expect(refused.body.notice).toMatchObject({ code: 'history-stopped' })
  })

  it('is shared by those who ask for the same at once; too many others wait', async () => {
    const waiting: (() => void)[] = []
    const { history, queries } = asked((query) => new Promise((done) => waiting.push(() => done(empty(query)))))
    const server = app(history)
    const to = BASE + DAY
    const get = (hours: number) => server.get('/api/v1/counts').query({ from: to - hours * HOUR, to })
    const all = [1, 1, 1, 2, 3, 4, 5, 6, 7, 8].map((hours) => get(hours).then(({ status }) => status))
    while (waiting.length < 8) await new Promise((resolve) => setTimeout(resolve, 5))
    const { body, headers } = await get(9).expect(503)
    expect(body.notice).toEqual({ code: 'counts-busy', values: { limit: 8 } })
    expect(headers['retry-after']).toBe('5')
    for (const done of waiting) done()
    expect(await Promise.all(all)).toEqual(all.map(() => 200))
    expect(queries).toHaveLength(8)
    // There is room again.
    const last = get(9)
    void last.then(() => undefined)
    while (waiting.length < 9) await new Promise((resolve) => setTimeout(resolve, 5))
    waiting.at(-1)?.()
    await last.expect(200)
  })
})
