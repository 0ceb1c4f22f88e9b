import { once } from 'node:events'
import { createServer, get, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import supertest from 'supertest'
import { afterEach, describe, expect, it } from 'vitest'
import type { FileOptions, FilePiece, HistoryQuery } from '../../server/history/store.ts'
import { HistoryError } from '../../server/history/store.ts'
import { createApp } from '../../server/http/app.ts'
import { Guard } from '../../server/http/guard.ts'
import type { ReadableHistory } from '../../server/http/routes/export.ts'
import type { ExportName } from '../../shared/export.ts'
import { notice } from '../../shared/notice.ts'
import { subjectOf } from '../views/test-subject.ts'
import { noDesk } from './no-desk.ts'
import { noNames } from './no-names.ts'
import { noWalls } from './no-walls.ts'

interface Call {
  name: ExportName
  query: HistoryQuery
  options?: FileOptions | undefined
}

const PIN = '1.0'

/** A history that is made as it is read, and knows how far that was. */
class MadeUp implements ReadableHistory {
  readonly calls: Call[] = []
  given = 0
  closed = 0
  readonly #pieces: number
  readonly #fails: number
  constructor(pieces: number, fails = Infinity) {
    this.#pieces = pieces
    this.#fails = fails
  }
  async *fileOf(name: ExportName, query: HistoryQuery, options?: FileOptions): AsyncGenerator<FilePiece, void> {
    this.calls.push({ name, query, options })
    try {
      for (let i = 0; i < this.#pieces; i += 1) {
        if (i === this.#fails) throw new HistoryError(notice('history-disk-full', { file: 'rollcall.db' }))
        this.given += 1
        const bytes = new TextEncoder().encode(`${String(i).padEnd(65_534, '.')}\r\n`)
        yield await Promise.resolve({ bytes, rows: 1 })
      }
    } finally {
      this.closed += 1
    }
  }
  count(name: ExportName, query: HistoryQuery): Promise<number> {
    this.calls.push({ name, query })
    return Promise.resolve(42)
  }
  pin(): Promise<string> {
    return Promise.resolve(PIN)
  }
  findings(): never {
    throw new Error('not asked')
  }
  readonly file = ''
  gaps(): never {
    throw new Error('not asked')
  }
  counts(): never {
    throw new Error('not asked')
  }
  status(): never {
    throw new Error('not asked')
  }
}

const appOf = (history: MadeUp | null, options: { exportWaits?: number } = {}) =>
  createApp({
    ...options,
    subject: subjectOf(),
    history,
    desk: noDesk(),
    names: noNames(),
    ...noWalls(),
    dryRun: null,
    guard: new Guard({ token: null, allowedHosts: [] }),
    approve: () => null,
    clientFolder: '/nowhere',
    onError: () => undefined,
  })
const PATH = '/api/v1/export/memberships.csv'

describe('a file', () => {
  it('is what the history gives, under a name that tells what it is', async () => {
    const history = new MadeUp(3)
    const query = { from: '2025-11-26T08:00:00Z', to: '1764147600000', filter: 'group:239.1.0.0/16 vlan:20' }
    const { text, headers } = await supertest(appOf(history))
      .get(PATH)
      .query(query)
      .buffer(true)
      .parse(whole)
      .expect(200)
      .then(({ body, headers: sent }) => ({ text: String(body), headers: sent }))
    expect(text).toHaveLength(3 * 65_536)
    expect(headers['content-type']).toBe('text/csv; charset=utf-8')
    expect(headers['content-disposition']).toBe(
      'attachment; filename="memberships_group-239.1.0.0-16-vlan-20_20251126T080000Z_20251126T090000Z.csv"',
    )
    expect(headers['cache-control']).toBe('no-store')
    expect(history.calls).toEqual([
      {
        name: 'memberships',
        query: { from: Date.UTC(2025, 10, 26, 8), to: Date.UTC(2025, 10, 26, 9), filter: query.filter },
        options: { format: 'csv', delimiter: ',', bom: false },
      },
    ])
  })

  it('has its options', async () => {
    const history = new MadeUp(0)
    const query = { delimiter: ';', bom: '1', zone: 'America/Sao_Paulo' }
    await supertest(appOf(history)).get('/api/v1/export/events.csv').query(query).expect(200)
    expect(history.calls[0]).toMatchObject({
      name: 'events',
      query: { filter: '' },
      options: { delimiter: ';', bom: true, zone: 'America/Sao_Paulo' },
    })
  })

  it.each([
    ['from=yesterday', 'from: it must be a time like'],
    ['from=2025-11-26T08:00', 'from: it must be a time like'],
    ['from=2025-13-45', 'from: it must be a time like'],
    ['from=2025-11-26&to=2025-11-26', 'from: it must be before to.'],
    ['delimiter=tab', 'delimiter: it must be , or ;'],
    ['bom=yes', 'bom: it must be true or false'],
    ['zone=Mars/Olympus', 'zone: it must be a zone like'],
    ['filter=type:left', 'filter, column 1: This list has no field type.'],
    ['filter=vlan:20%20oops:1', 'filter, column 9'],
    ['colour=red', 'There is no parameter colour here.'],
  ])('is not made for %s', async (query, words) => {
    const history = new MadeUp(1)
    const { body } = await supertest(appOf(history)).get(`${PATH}?${query}`).expect(400)
    expect(body.detail).toContain(words)
    expect(history.calls).toEqual([])
  })

  it('without a history is a sentence, and so is a history that fails at once', async () => {
    const none = await supertest(appOf(null)).get(PATH).expect(503)
    expect(none.body.detail).toContain('keeps no history')
    const failing = await supertest(appOf(new MadeUp(5, 0)))
      .get(PATH)
      .expect(503)
    expect(failing.body.detail).toContain('rollcall.db')
    await supertest(appOf(null)).get('/api/v1/export/memberships/count').expect(503)
  })

  it('counts its rows beforehand', async () => {
    const history = new MadeUp(1)
    const { body } = await supertest(appOf(history)).get('/api/v1/export/events/count?filter=type:left').expect(200)
    expect(body).toEqual({ rows: 42, pin: PIN })
    expect(history.calls).toEqual([{ name: 'events', query: { filter: 'type:left', pin: PIN } }])
  })
})

describe('a reader', () => {
  const servers: Server[] = []
  const open = async (history: MadeUp, options = {}): Promise<IncomingMessage> => {
    const server = createServer(appOf(history, options)).listen(0, '127.0.0.1')
    servers.push(server)
    await once(server, 'listening')
    const request = get(`http://127.0.0.1:${(server.address() as AddressInfo).port}${PATH}`)
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    return response
  }
  const settled = async (value: () => number): Promise<number> => {
    for (let before = -1; before !== value();) {
      before = value()
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
    return value()
  }
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections()
      server.close()
    }
  })

  it('that does not read holds the history back, and gets it all when it does', async () => {
    const history = new MadeUp(1_000)
    const response = await open(history)
    response.pause()
    expect(await settled(() => history.given)).toBeLessThan(500)
    let size = 0
    for await (const chunk of response) size += (chunk as Buffer).length
    expect([size, history.given, history.closed]).toEqual([1_000 * 65_536, 1_000, 1])
  })

  it('that goes away ends the reading', async () => {
    const history = new MadeUp(100_000)
    const response = await open(history)
    await once(response, 'data')
    response.destroy()
    expect(await settled(() => history.given)).toBeLessThan(100_000)
    expect(history.closed).toBe(1)
  })

  it('is told by a broken end that the history broke', async () => {
    const response = await open(new MadeUp(100, 50))
    response.resume()
    const [error] = (await once(response, 'error')) as [Error]
    expect(error.message).toBe('aborted')
    expect(response.complete).toBe(false)
  })

  it('that takes nothing for long makes room for others', async () => {
    const history = new MadeUp(100_000)
    const response = await open(history, { exportWaits: 100 })
    response.pause()
    response.on('error', () => undefined)
    await expect.poll(() => history.closed, { timeout: 10_000 }).toBe(1)
    response.destroy()
  })

  it('is asked to wait while eight others read', async () => {
    const history = new MadeUp(100_000)
    const first = await open(history)
    const server = servers[0]!
    const more = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const request = get(`http://127.0.0.1:${(server.address() as AddressInfo).port}${PATH}`)
        return ((await once(request, 'response')) as [IncomingMessage])[0]
      }),
    )
    expect(more.map(({ statusCode }) => statusCode).sort()).toEqual([...Array.from({ length: 7 }, () => 200), 503])
    for (const response of [first, ...more]) response.destroy()
    expect(await settled(() => history.closed)).toBe(8)
  })
})

/** The body as text, whatever its type. */
function whole(response: supertest.Response, done: (error: Error | null, body: unknown) => void): void {
  const stream = response as unknown as NodeJS.ReadableStream
  let text = ''
  stream.on('data', (chunk: Buffer) => (text += chunk.toString()))
  stream.on('end', () => done(null, text))
}
