import { once } from 'node:events'
import { createServer, get } from 'node:http'
import type { AddressInfo } from 'node:net'
import supertest from 'supertest'
import { describe, expect, it } from 'vitest'
import { createApp } from '../../server/http/app.ts'
import { Guard } from '../../server/http/guard.ts'
import type { DryRunner } from '../../server/http/routes/dry-run.ts'
import { HistoryError } from '../../server/history/store.ts'
import type { DryRun } from '../../shared/finding.ts'
import { notice } from '../../shared/notice.ts'
import { DAY } from '../../shared/time.ts'
import { subjectOf } from '../views/test-subject.ts'
import { noDesk } from './no-desk.ts'
import { noNames } from './no-names.ts'
import { noWalls } from './no-walls.ts'

const PATH = '/api/v1/findings/dry-run'
const NOTHING: DryRun = { from: 1, to: 2, rows: [], more: 0, notJudged: ['loop'] }

const appOf = (dryRun: DryRunner | null) =>
  createApp({
    subject: subjectOf(),
    history: null,
    desk: noDesk(),
    names: noNames(),
    ...noWalls(),
    dryRun,
    guard: new Guard({ token: null, allowedHosts: [] }),
    approve: () => null,
    clientFolder: '/nowhere',
    onError: () => undefined,
  })

describe('a dry run', () => {
  it('is of the range, with the settings that are said and no others', async () => {
    const calls: unknown[] = []
    const run: DryRunner = (range, settings) => {
      calls.push([range, settings])
      return Promise.resolve(NOTHING)
    }
    const query = 'from=2025-11-20&to=2025-11-26T00:00:00Z&zaps-per-minute=5&silent-share=0.25'
    const { body } = await supertest(appOf(run)).get(`${PATH}?${query}`).expect(200)
    expect(body).toEqual(NOTHING)
    expect(calls).toEqual([
      [
        { from: Date.UTC(2025, 10, 20), to: Date.UTC(2025, 10, 26) },
        { zapsPerMinute: 5, silentShare: 0.25 },
      ],
    ])
  })

  it('is of the last week when nothing is said, and never of what is to come', async () => {
    const ranges: { from: number; to: number }[] = []
    const run: DryRunner = (range) => {
      ranges.push(range)
      return Promise.resolve(NOTHING)
    }
    const app = supertest(appOf(run))
    await app.get(PATH).expect(200)
    await app.get(`${PATH}?to=2999-01-01`).expect(200)
    for (const { from, to } of ranges) {
      expect(to - from).toBe(7 * DAY)
      expect(Math.abs(to - Date.now())).toBeLessThan(60_000)
    }
    expect(ranges).toHaveLength(2)
  })

  it.each([
    ['from=2025-10-01&to=2025-11-26', 'A dry run goes through 31 days at most.'],
    ['from=2025-11-26&to=2025-11-25', 'from: it must be before to.'],
    ['silent-share=2', 'silent-share: it must be 1 at most'],
    ['table-size=0', 'table-size: it must be 1 at least'],
    ['zaps-per-minute=many', 'zaps-per-minute: it must be a number'],
    ['colour=red', 'There is no parameter colour here.'],
  ])('is not made for %s', async (query, words) => {
    const { body } = await supertest(appOf(() => Promise.resolve(NOTHING)))
      .get(`${PATH}?${query}`)
      .expect(400)
    expect(body.detail).toContain(words)
  })

  it('needs a history, and says what is wrong with that', async () => {
    await supertest(appOf(null)).get(PATH).expect(503)
    const run: DryRunner = () => Promise.reject(new HistoryError(notice('dry-run-too-large', { limit: 9 })))
    const { body } = await supertest(appOf(run)).get(PATH).expect(503)
    expect(body.notice).toEqual({ code: 'dry-run-too-large', values: { limit: 9 } })
  })

  it('is one at a time, and ends when nobody waits for it any more', async () => {
    let aborted = 0
    const run: DryRunner = (_range, _settings, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          aborted += 1
          reject(new Error('gone'))
        })
      })
    const server = createServer(appOf(run)).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const waiting = get(`http://127.0.0.1:${port}${PATH}`).on('error', () => undefined)
    await new Promise((resolve) => setTimeout(resolve, 200))
    const { body, headers } = await supertest(server).get(PATH).expect(503)
    expect(body.notice.code).toBe('dry-run-busy')
    expect(headers['retry-after']).toBe('10')
    waiting.destroy()
    while (aborted === 0) await new Promise((resolve) => setTimeout(resolve, 10))
    const next = get(`http://127.0.0.1:${port}${PATH}`).on('error', () => undefined)
    await new Promise((resolve) => setTimeout(resolve, 200))
    next.destroy()
    while (aborted === 1) await new Promise((resolve) => setTimeout(resolve, 10))
    server.close()
  })
})
