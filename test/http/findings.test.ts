import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import supertest from 'supertest'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Desk } from '../../server/desk.ts'
import { createApp, type AppOptions } from '../../server/http/app.ts'
import { Guard } from '../../server/http/guard.ts'
import type { FindingRow } from '../../shared/finding.ts'
import { HOUR } from '../../shared/time.ts'
import { opened as openedAccess } from '../access/opened.ts'
import { aHost, happened, observed, opened, settled } from '../history/reading/found.ts'
import { newFolder, openHistory, written } from '../history/histories.ts'
import { BASE, segment } from '../history/steps.ts'
import { noNames } from './no-names.ts'
import { noWalls } from './no-walls.ts'
import { subjectOf, TestTap } from '../views/test-subject.ts'

let folder: string
let tap: TestTap
let desk: Desk
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-desk-'))
  desk = new Desk(folder, Date.now, () => undefined)
  tap = new TestTap('tap')
  const { book } = tap.watch
  settled(book, 'deaf-host', segment, [observed('warning', { subject: aHost(5) })], 1e9, BASE)
  settled(book, 'loop', segment, [observed('critical', { subject: aHost(6) })], 1e9, BASE)
  settled(book, 'zap-storm', segment, [observed('warning')], 1e9, BASE)
  settled(book, 'zap-storm', segment, [], 0, BASE + 1_000)
})
afterEach(() => rmSync(folder, { recursive: true }))

const asksNobody = (): Guard => new Guard({ token: null, allowedHosts: [] })
const app = (history: AppOptions['history'] = null, guard = asksNobody()) =>
  supertest(
    createApp({
      subject: { ...subjectOf(tap), desk },
      history,
      desk,
      names: noNames(),
      ...noWalls(),
      dryRun: null,
      guard,
      approve: () => null,
      clientFolder: '/nowhere',
      onError: (error) => {
        throw error
      },
    }),
  )
const rows = async (query: object = {}): Promise<FindingRow[]> =>
  (await app().get('/api/v1/findings').query(query).expect(200)).body.rows
const codes = async (query: object = {}): Promise<string[]> => (await rows(query)).map(({ code }) => code)
const post = (path: string, body: object) => app().post(`/api/v1/findings/${path}`).send(body)

describe('the list', () => {
  it('has what is open, the worst first', async () => {
    const { body } = await app().get('/api/v1/findings').expect(200)
    expect(body).toMatchObject({
      total: 3,
      matching: 2,
      offset: 0,
      limit: 100,
      refused: 0,
      open: { information: 0, warning: 1, critical: 1 },
      alarms: { information: 0, warning: 1, critical: 1 },
    })
    expect(await codes()).toEqual(['loop', 'deaf-host'])
  })

  it('says it in English, with what to do, for a program without a catalogue', async () => {
    const { body } = await app().get('/api/v1/findings?code=deaf-host')
    expect(body.rows[0]).toMatchObject({ title: 'Host does not answer queries', remedy: expect.stringMatching(/\S/) })
    // A sentence that no catalogue has is told by its code.
    expect(body.rows[0].text).toBe('of-a-test')
    expect(Object.keys(body.rows[0].commands)).toEqual(expect.arrayContaining(['routeros', 'linux']))
  })

  it('is filtered and cut', async () => {
    expect(await codes({ state: 'all' })).toEqual(['loop', 'deaf-host', 'zap-storm'])
    expect(await codes({ state: 'closed' })).toEqual(['zap-storm'])
    expect(await codes({ severity: 'warning', state: 'all', offset: 1, limit: 1 })).toEqual(['zap-storm'])
    expect(await codes({ code: 'loop', segment: 'tap/10' })).toEqual(['loop'])
    expect(await codes({ segment: 'tap' })).toEqual([])
    expect(await codes({ filter: 'severity:warning' })).toEqual(['deaf-host'])
    expect(await codes({ filter: 'state:closed severity:warning' })).toEqual(['zap-storm'])
    expect(await codes({ filter: 'vlan:10', severity: 'critical', state: 'all' })).toEqual(['loop'])
  })

  it.each([
    ['severity=bad', 'severity: '],
    ['code=nothing', 'code: '],
    ['state=ajar', 'state: '],
    ['filter=code:lop', 'filter, column 6: lop is no kind of finding'],
    ['filter=hosts:1', 'filter, column 1: This list has no field hosts.'],
    ['limit=501', 'limit: it must be 500 at most'],
    ['colour=red', 'There is no parameter colour here.'],
    ['from=2025-11-26&to=2025-11-25', 'from: it must be before to.'],
  ])('is not made for %s', async (query, words) => {
    const { body } = await app().get(`/api/v1/findings?${query}`).expect(400)
    expect(body.detail).toContain(words)
  })

  it('of a range comes from the history, which has what was before the start', async () => {
    await app().get(`/api/v1/findings?from=${BASE}`).expect(503)
    const { history } = await openHistory(await newFolder())
    const old = opened('slow-querier', BASE - HOUR)
    history.record('tap', happened('finding-opened', BASE - HOUR, old), BASE - HOUR)
    history.record('tap', happened('finding-closed', BASE - HOUR + 5, old), BASE)
    await written(history)
    const get = async (query: object) => (await app(history).get('/api/v1/findings').query(query).expect(200)).body
    const found = await get({ to: BASE, state: 'all' })
    expect(found).toMatchObject({ total: 1, matching: 1, open: { critical: 1 } })
    expect(found.rows).toMatchObject([
      {
        key: `tap|tap/10|ipv4|slow-querier|||@${BASE - HOUR}`,
        code: 'slow-querier',
        segment: 'tap/10',
        vlans: [10],
        subject: { group: null, host: null },
        closedAt: BASE - HOUR + 5,
      },
    ])
    expect((await get({ to: BASE })).rows).toEqual([])
  })
})

describe('acknowledging', () => {
  it('is shown with its note, and no alarm any more; until it is taken back', async () => {
    const [loop] = await rows()
    await post('acknowledge', { key: loop!.key, note: ' we know ' }).expect(204)
    const [again] = await rows()
    // Who it was nobody is asked here.
    expect(again?.acknowledged).toMatchObject({ by: null, note: 'we know' })
    const { body } = await app().get('/api/v1/findings')
    expect([body.open.critical, body.alarms.critical]).toEqual([1, 0])
    await post('acknowledge', { key: loop!.key, note: null }).expect(204)
    expect((await rows())[0]?.acknowledged).toBeNull()
  })

  it.each<[object, number, string]>([
    [{}, 400, 'key and note'],
    [{ key: 'tap|x@1', note: 'x' }, 404, 'There is no finding tap|x@1'],
    [{ key: 'tap|x@1', note: 'x'.repeat(501) }, 400, 'at most 500 characters'],
    [{ key: 'tap|x@1', note: 'x', more: 1 }, 400, 'key and note'],
    [{ key: 'tap|x@1', note: 'x'.repeat(9_000) }, 413, 'too long'],
  ])('%o is refused', async (body, status, words) => {
    const answer = await post('acknowledge', body).expect(status)
    expect(answer.body.detail).toContain(words)
  })

  it('is for pages of this server alone, and for JSON', async () => {
    const [loop] = await rows()
    const body = { key: loop!.key, note: 'x' }
    await post('acknowledge', body).set('origin', 'http://evil.example').expect(403)
    await post('silence', { key: loop!.key, forMs: 1_000 }).set('origin', 'http://evil.example').expect(403)
    await app().post('/api/v1/findings/acknowledge').type('form').send(body).expect(415)
    expect((await rows())[0]?.acknowledged).toBeNull()
  })

  it('by somebody is shown with who it was, and is theirs until another one does it again', async () => {
    const house = openedAccess()
    const guard = new Guard({ token: null, access: house.access, allowedHosts: [] })
    const [loop] = await rows()
    const authorization = `Bearer ${house.token('operator')}`
    const path = '/api/v1/findings/acknowledge'
    const said = { key: loop!.key, note: 'x' }
    await app(null, guard).post(path).set('authorization', authorization).send(said).expect(204)
    const { body } = await app(null, guard).get('/api/v1/findings').set('authorization', authorization).expect(200)
    expect(body.rows[0].acknowledged).toMatchObject({ by: 'token:operator', note: 'x' })
    await post('acknowledge', said).expect(204)
    expect((await rows())[0]?.acknowledged?.by).toBeNull()
    await house.close()
  })

  it('is in findings.csv', async () => {
    const { history } = await openHistory(await newFolder())
    const [finding] = [...tap.watch.book.open()]
    history.record('tap', happened('finding-opened', BASE, finding!), BASE)
    await written(history)
    desk.acknowledge((await rows({ code: 'deaf-host' }))[0]!.key, '@note', true, 'token:noc')
    const { text } = await app(history).get('/api/v1/export/findings.csv').expect(200)
    expect(text).toContain(`deaf-host,warning,tap/10,10,239.1.1.1,10.0.0.5`)
    expect(text).toMatch(/Z,token:noc,'@note\r\n$/)
    const { text: lines } = await app(history).get('/api/v1/export/findings.jsonl').expect(200)
    expect(JSON.parse(lines)).toMatchObject({ acknowledged_by: 'token:noc', note: '@note' })
  })
})

describe('silencing', () => {
  it('holds for its time, also for the next finding of the subject', async () => {
    const [loop] = await rows()
    const before = Date.now()
    await post('silence', { key: loop!.key, forMs: HOUR }).expect(204)
    const [silent] = await rows()
    expect(silent?.silencedUntil).toBeGreaterThanOrEqual(before + HOUR)
    settled(tap.watch.book, 'loop', segment, [], 0, BASE + 1_000)
    settled(tap.watch.book, 'loop', segment, [observed('critical', { subject: aHost(6) })], 1e9, BASE + 9_000)
    const [next] = await rows({ code: 'loop' })
    expect(next?.key).not.toBe(loop!.key)
    expect(next?.silencedUntil).toBe(silent?.silencedUntil)
    await post('silence', { key: loop!.key, until: null }).expect(204)
    expect((await rows({ code: 'loop' }))[0]?.silencedUntil).toBeNull()
  })

  it.each<[object, number, string]>([
    [{ until: 5 }, 400, 'until: it must be in the future'],
    [{ forMs: 400 * 24 * HOUR }, 400, 'a year at most'],
    [{ forMs: -1 }, 400, 'until or forMs'],
    [{ until: null, forMs: 5 }, 400, 'until or forMs'],
  ])('%o is refused', async (body, status, words) => {
    const [loop] = await rows()
    const answer = await post('silence', { key: loop!.key, ...body }).expect(status)
    expect(answer.body.detail).toContain(words)
    expect((await rows())[0]?.silencedUntil).toBeNull()
  })

  it('of nothing is refused', async () => {
    await post('silence', { key: 'nonsense', forMs: 5 }).expect(404)
    await post('silence', { key: 'tap|x@1', forMs: 5 }).expect(404)
  })
})
