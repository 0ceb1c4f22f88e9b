import express, { type ErrorRequestHandler } from 'express'
import supertest from 'supertest'
import { describe, expect, it } from 'vitest'
import { clientsBehind } from '../../server/http/client-of.ts'
import { fairShare, SHARES } from '../../server/http/fair-share.ts'
import { Hits } from '../../server/http/hits.ts'
import { HttpProblem, sendProblem } from '../../server/http/problem.ts'
import { MINUTE } from '../../shared/time.ts'

/** What is asked for is answered when `answer` is called; at once without it. */
function appOf(waiting?: (() => void)[]): express.Express {
  const app = express()
  app.use('/api/v1', fairShare(clientsBehind(['127.0.0.1'])), (_request, response) => {
    if (waiting) waiting.push(() => response.json({}))
    else response.json({})
  })
  const failed: ErrorRequestHandler = (error, request, response, next) => {
    if (error instanceof HttpProblem) sendProblem(request, response, error)
    else next(error)
  }
  return app.use(failed)
}
const from = (address: string) => ({ 'x-forwarded-for': address })

describe('the share of one client', () => {
  it.each([
    ['GET', '/export/events.csv'],
    ['GET', '/export/EVENTS.csv/'],
    ['GET', '/export/events/count'],
    ['GET', '/history/difference'],
    ['GET', '/findings/dry-run'],
    ['POST', '/imports'],
    ['GET', '/packets.pcap'],
    ['GET', '/groups/eth1/239.1.1.1/packets.pcap'],
    ['GET', '/packets/eth1/5/packet.pcap'],
  ])('of %s %s is bounded a minute', (method, path) => {
    const share = SHARES.find((each) => each.method === method && each.path.test(path))
    expect(share?.perMinute).toBeGreaterThan(0)
    expect(share?.atATime).toBeGreaterThan(0)
  })

  it.each([
    ['GET', '/groups'],
    ['GET', '/imports'],
    ['GET', '/exports/schedule'],
    ['GET', '/packets'],
  ])('has nothing of %s %s', (method, path) => {
    expect(SHARES.some((each) => each.method === method && each.path.test(path))).toBe(false)
  })

  it('is told when it is used up, and that of others is not', async () => {
    const app = appOf()
    const limit = SHARES.find(({ path }) => path.test('/findings/dry-run'))?.perMinute ?? 0
    for (let i = 0; i < limit; i += 1) {
      await supertest(app).get('/api/v1/findings/dry-run').set(from('192.0.2.1')).expect(200)
    }
    const refused = await supertest(app).get('/api/v1/findings/dry-run').set(from('192.0.2.1')).expect(429)
    expect(refused.body).toMatchObject({ type: '/api/problems/too-many-requests', notice: { code: 'too-often' } })
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    await supertest(app).get('/api/v1/findings/dry-run').set(from('192.0.2.2')).expect(200)
    await supertest(app).get('/api/v1/groups').set(from('192.0.2.1')).expect(200)
    await supertest(app).get('/api/v1/export/events.csv').set(from('192.0.2.1')).expect(200)
  })

  it('is one for all addresses of a network of IPv6', async () => {
    const app = appOf()
    const limit = SHARES.find(({ path }) => path.test('/findings/dry-run'))?.perMinute ?? 0
    for (let i = 0; i < limit; i += 1) {
      await supertest(app)
        .get('/api/v1/findings/dry-run')
        .set(from(`2001:db8::${i + 1}`))
        .expect(200)
    }
    await supertest(app).get('/api/v1/findings/dry-run').set(from('2001:db8::ffff')).expect(429)
  })

  it('has so much under way, until it is answered', async () => {
    const waiting: (() => void)[] = []
    const server = appOf(waiting).listen(0, '127.0.0.1')
    try {
      const ask = (address: string) => supertest(server).get('/api/v1/findings/dry-run').set(from(address))
      const limit = SHARES.find(({ path }) => path.test('/findings/dry-run'))?.atATime ?? 0
      const running = Array.from({ length: limit }, () => ask('192.0.2.1').then(({ status }) => status))
      await expect.poll(() => waiting.length).toBe(limit)
      const { body } = await ask('192.0.2.1').expect(429)
      expect(body.notice.code).toBe('too-many-at-once')
      const other = ask('192.0.2.2').then(({ status }) => status)
      await expect.poll(() => waiting.length).toBe(limit + 1)
      for (const answer of waiting.splice(0)) answer()
      expect(await Promise.all([...running, other])).toEqual(Array.from({ length: limit + 1 }, () => 200))
      const again = ask('192.0.2.1').then(({ status }) => status)
      await expect.poll(() => waiting.length).toBe(1)
      waiting[0]?.()
      expect(await again).toBe(200)
    } finally {
      server.closeAllConnections()
      server.close()
    }
  })
})

describe('what is counted', () => {
  it('is forgotten after its time', () => {
    let now = 0
    const hits = new Hits(MINUTE, () => now)
    hits.increment('a')
    expect(hits.increment('a').totalHits).toBe(2)
    now = MINUTE
    expect(hits.increment('a').totalHits).toBe(1)
  })

  it('is bounded, however many clients there are', () => {
    const hits = new Hits(MINUTE, () => 0)
    for (let i = 0; i < 100_000; i += 1) hits.increment(String(i))
    expect(hits.size).toBe(10_000)
    expect(hits.increment('99999').totalHits).toBe(2)
    expect(hits.increment('0').totalHits).toBe(1)
  })
})
