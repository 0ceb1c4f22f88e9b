import supertest from 'supertest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventsPage, type EventReading, type EventSpot } from '../../server/http/event-windows.ts'
import type { EventRow, HistoryQuery } from '../../server/history/store.ts'
import type { PastEvent, PastMembership, PastPage } from '../../shared/past-rows.ts'
import { SECOND } from '../../shared/time.ts'
import { documented, type Documented } from './documented.ts'

let server: Documented
beforeAll(async () => (server = await documented()))
afterAll(() => server.close())

const HOUR = { from: '2025-11-26T00:00:00Z', to: '2025-11-26T01:00:00Z' }
const get = async <Row>(path: string, query: object): Promise<PastPage<Row>> =>
  (await supertest(server.app).get(`/api/v1/history/${path}`).query(query).expect(200)).body as PastPage<Row>

async function pages<Row>(path: string, query: object, limit: number): Promise<Row[]> {
  const rows: Row[] = []
  let cursor: string | null = null
  for (let asked = 0; asked < 2_000; asked += 1) {
    const page: PastPage<Row> = await get<Row>(path, { ...query, limit, ...(cursor === null ? {} : { cursor }) })
    expect(page.rows.length).toBeLessThanOrEqual(limit)
    rows.push(...page.rows)
    if (page.next === null) return rows
    cursor = page.next
  }
  throw new Error('these pages have no end')
}

describe('events of the history', () => {
  const whole = (query: object): Promise<PastEvent[]> => pages<PastEvent>('events', query, 500)
  const file = async (query: object): Promise<number[]> => {
    const { text } = await supertest(server.app)
      .get('/api/v1/export/events.jsonl')
      .query(query)
      .buffer(true)
      .parse(asText)
      .then(({ body }) => ({ text: String(body) }))
    return text
      .split('\n')
      .filter(Boolean)
      .map((line) => (JSON.parse(line) as { sequence: number }).sequence)
  }

  it.each([
    [{}],
    [HOUR],
    [{ ...HOUR, filter: 'type:left' }],
    [{ from: '2025-11-26T00:30:00Z' }],
    [{ filter: 'host:10.0.20.36' }],
  ])('%j: page after page, in both directions, is the file', async (query) => {
    const told = await file(query)
    expect(told.length).toBeGreaterThan(0)
    const forward = await pages<PastEvent>('events', { ...query, order: 'asc' }, 7)
    expect(forward.map(({ sequence }) => sequence).sort((a, b) => a - b)).toEqual([...told].sort((a, b) => a - b))
    const backward = await pages<PastEvent>('events', query, 7)
    expect(backward).toEqual([...forward].reverse())
    expect(forward.every(({ at }, i) => i === 0 || at >= forward[i - 1]!.at)).toBe(true)
  })

  it('a page that nobody else turns is the beginning of the whole', async () => {
    const all = await whole(HOUR)
    const { rows, next } = await get<PastEvent>('events', { ...HOUR, limit: 3 })
    expect(rows).toEqual(all.slice(0, 3))
    expect(next).not.toBeNull()
    expect(Object.keys(rows[0] ?? {})).not.toContain('groupId')
  })
})

describe('memberships of the history', () => {
  it.each([[{}], [HOUR], [{ filter: 'group:239.1.1.20' }]])('%j: page after page is the whole', async (query) => {
    const all = await pages<PastMembership>('memberships', query, 500)
    expect(all.length).toBeGreaterThan(1)
    expect(await pages<PastMembership>('memberships', query, 2)).toEqual(all)
  })
})

describe('what cannot be asked', () => {
  const REFUSED = [
    ['events?order=sideways', 'order: it must be one of desc, asc.'],
    ['events?offset=5', 'There is no parameter offset here.'],
    ['events?from=2&to=1', 'from: it must be before to.'],
    ['events?filter=hosts:1', 'filter, column 1'],
    ['memberships?filter=type:left', 'filter, column 1'],
    ['events?cursor=abc', 'cursor: it is none of this list'],
    ['memberships?cursor=abc', 'cursor: it is none of this list'],
  ] as const
  it.each(REFUSED)('%s', async (target, words) => {
    const { body } = await supertest(server.app).get(`/api/v1/history/${target}`).expect(400)
    expect((body as { detail: string }).detail).toContain(words)
  })

  it('the cursor of the other order, and one that goes too far', async () => {
    const { next } = await get('events', { limit: 1 })
    await supertest(server.app).get('/api/v1/history/events').query({ order: 'asc', cursor: next }).expect(400)
    const far = Buffer.from(JSON.stringify(['past-memberships', '', 'x', 100_001])).toString('base64url')
    const { body } = await supertest(server.app).get('/api/v1/history/memberships').query({ cursor: far }).expect(400)
    expect((body as { detail: string }).detail).toContain('export/memberships.jsonl')
  })
})

describe('a page of events', () => {
  const row = (at: number, sequence: number) => ({ at, sequence }) as EventRow
  /** Events at these times; two of one moment are not in the order of their sequence. */
  class Made implements EventReading {
    readonly asked: HistoryQuery[] = []
    readonly #rows: EventRow[]
    constructor(rows: EventRow[]) {
      this.#rows = rows
    }
    async *events(query: HistoryQuery): AsyncGenerator<readonly EventRow[], void> {
      this.asked.push(query)
      const { from = -Infinity, to = Infinity } = query
      yield await Promise.resolve(this.#rows.filter(({ at }) => at >= from && at < to))
    }
  }
  const known = { from: 0, to: 1_000 * SECOND }
  const asked = { filter: '', limit: 2, after: null as EventSpot | null }

  it.each(['asc', 'desc'] as const)(
    '%s: those of one moment are told once, wherever the page breaks',
    async (order) => {
      const rows = [row(5, 4), row(5, 2), row(5, 3), row(900_000, 9), row(5, 1)]
      const found: number[] = []
      let after: EventSpot | null = null
      for (let pages = 0; pages < 9; pages += 1) {
        const page = await eventsPage(new Made(rows), { ...asked, order, after }, known, () => 0)
        found.push(...page.rows.map(({ sequence }) => sequence))
        after = page.next
        if (!after) break
      }
      expect(found).toEqual(order === 'asc' ? [1, 2, 3, 4, 9] : [9, 4, 3, 2, 1])
    },
  )

  it.each(['asc', 'desc'] as const)(
    '%s: where looking takes long it is given as it is, and goes on there',
    async (order) => {
      const rows = [row(1_000, 1), row(500_000, 2), row(999_000, 3)]
      const history = new Made(rows)
      let clock = 0
      const found: number[] = []
      let after: EventSpot | null = null
      let pages = 0
      for (; pages < 2_000; pages += 1) {
        const page = await eventsPage(history, { ...asked, limit: 9, order, after }, known, () => (clock += 300))
        found.push(...page.rows.map(({ sequence }) => sequence))
        after = page.next
        if (!after) break
      }
      expect(found).toEqual(order === 'asc' ? [1, 2, 3] : [3, 2, 1])
      expect(pages).toBeGreaterThan(2)
    },
  )

  it('looks no further than what was asked for', async () => {
    const history = new Made([])
    const range = { from: 10 * SECOND, to: 900 * SECOND }
    await eventsPage(history, { ...asked, ...range, order: 'desc' }, known, () => 0)
    expect(Math.min(...history.asked.map(({ from }) => from ?? -1))).toBe(range.from)
    expect(Math.max(...history.asked.map(({ to }) => to ?? Infinity))).toBe(range.to)
  })
})

function asText(response: supertest.Response, done: (error: Error | null, body: unknown) => void): void {
  const stream = response as unknown as NodeJS.ReadableStream
  let text = ''
  stream.on('data', (piece: Buffer) => (text += piece.toString()))
  stream.on('end', () => done(null, text))
}
