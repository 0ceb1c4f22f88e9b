import { once } from 'node:events'
import { createServer, get, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import supertest from 'supertest'
import { afterEach, describe, expect, it } from 'vitest'
import type { FileOptions, FilePiece, HistoryQuery } from '../../server/history/store.ts'
import { HistoryError } from '../../server/history/store.ts'
import { createApp } from '../../server/http/app.ts'
import { clientsBehind } from '../../server/http/client-of.ts'
import { Guard } from '../../server/http/guard.ts'
import type { ReadableHistory } from '../../server/http/routes/export.ts'
import { EXPORTS, ROWS_HEADER, type ExportName } from '../../shared/export.ts'
import { notice, type Notice } from '../../shared/notice.ts'
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
  readonly #why: Notice
  constructor(pieces: number, fails = Infinity, why = notice('history-disk-full', { file: 'rollcall.db' })) {
    this.#why = why
    this.#pieces = pieces
    this.#fails = fails
  }
  async *fileOf(name: ExportName, query: HistoryQuery, options?: FileOptions): AsyncGenerator<FilePiece, void> {
    this.calls.push({ name, query, options })
    try {
      for (let i = 0; i < this.#pieces; i += 1) {
        if (i === this.#fails) throw new HistoryError(this.#why)
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
  memberships(): never {
    throw new Error('not asked')
  }
  events(): never {
    throw new Error('not asked')
  }
  past(): never {
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

/** Looks through much in which there is nothing that is wanted; then there is, after so many empty pieces. */
class FarApart extends MadeUp {
  readonly #empty: number
  constructor(empty: number) {
    super(0)
    this.#empty = empty
  }
  override async *fileOf(): AsyncGenerator<FilePiece, void> {
    try {
      for (let i = 0; i < this.#empty; i += 1) {
        this.given += 1
        await new Promise((resolve) => setTimeout(resolve, 10))
        yield { bytes: new Uint8Array(0), rows: 0 }
      }
      yield { bytes: new TextEncoder().encode('found\r\n'), rows: 1 }
    } finally {
      this.closed += 1
    }
  }
}

const appOf = (history: MadeUp | null, options: { exportWaits?: number } = {}) =>
  createApp({
    ...options,
    clientOf: clientsBehind(['127.0.0.1']),
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
const COUNT = '/api/v1/export/memberships/count'

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
    ['from=8640000000000001', 'from: it must be a time like'],
    ['from=0&to=9999999999999999', 'to: it must be a time like'],
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

  it.each([
    ['skip=3', 'skip: it needs the pin'],
    ['skip=x&pin=1.0', 'skip: it must be a whole number'],
    ['pin=yesterday', 'pin: it must be one that came with a count'],
    ['at=2025-11-26', 'There is no parameter at for memberships: it is for snapshot.'],
    ['step=hour', 'There is no parameter step for memberships: it is for counts, group-counts.'],
  ])('is not made for %s', async (query, words) => {
    const { body } = await supertest(appOf(new MadeUp(1)))
      .get(`${PATH}?${query}`)
      .expect(400)
    expect(body.detail).toContain(words)
  })

  it.each([
    ['counts.csv?step=day', 'step: it must be minute or hour.'],
    [
      'snapshot.csv?from=2025-11-26',
      'There is no parameter from for snapshot: it is for memberships, events, counts, group-counts, queriers, findings, difference.',
    ],
    ['difference.csv?from=2025-11-26', 'a difference is between two moments'],
    ['snapshot.csv?at=2199-01-01T00:00:00Z', 'at: that moment is still to come.'],
    ['difference.csv?from=2025-11-26&to=2199-01-01', 'to: that moment is still to come.'],
  ])('%s is not made', async (path, words) => {
    const { body } = await supertest(appOf(new MadeUp(1)))
      .get(`/api/v1/export/${path}`)
      .expect(400)
    expect(body.detail).toContain(words)
  })

  it.each(EXPORTS)('%s as JSON lines', async (name) => {
    const history = new MadeUp(1)
    const query = name === 'difference' ? '?from=2025-11-26&to=2025-11-27' : ''
    const { headers } = await supertest(appOf(history)).get(`/api/v1/export/${name}.jsonl${query}`).expect(200)
    expect(headers['content-type']).toBe('application/jsonl; charset=utf-8')
    expect(headers['content-disposition']).toContain(`${name}_`)
    expect(headers['content-disposition']).toContain('.jsonl"')
    expect(history.calls[0]).toMatchObject({ name, options: { format: 'jsonl' } })
  })

  it('counts its rows beforehand', async () => {
    const history = new MadeUp(1)
    const { body } = await supertest(appOf(history)).get('/api/v1/export/events/count?filter=type:left').expect(200)
    expect(body).toEqual({ rows: 42, pin: PIN, truncated: null })
    expect(history.calls).toEqual([{ name: 'events', query: { filter: 'type:left', pin: PIN } }])
  })
})

describe('a reader', () => {
  const servers: Server[] = []
  const open = async (history: MadeUp, options = {}): Promise<IncomingMessage> => (await served(history, options))(PATH)
  const served = async (history: MadeUp, options = {}): Promise<(path: string) => Promise<IncomingMessage>> => {
    const server = createServer(appOf(history, options)).listen(0, '127.0.0.1')
    servers.push(server)
    await once(server, 'listening')
    return async (path) => {
      const request = get(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`)
      const [response] = (await once(request, 'response')) as [IncomingMessage]
      return response
    }
  }
  const octetsOf = async (response: IncomingMessage): Promise<Buffer> => {
    const parts: Buffer[] = []
    for await (const part of response) parts.push(part as Buffer)
    return Buffer.concat(parts)
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

  it('is told after the file how many rows it has', async () => {
    const response = await open(new MadeUp(7))
    expect(response.headers[ROWS_HEADER]).toBeUndefined()
    await octetsOf(response)
    expect(response.trailers[ROWS_HEADER]).toBe('7')
  })

  it('is told before it, when they were counted', async () => {
    const ask = await served(new MadeUp(42))
    expect(JSON.parse((await octetsOf(await ask(`${COUNT}?vlan`))).toString())).toMatchObject({ status: 400 })
    expect(JSON.parse((await octetsOf(await ask(COUNT))).toString())).toEqual({ rows: 42, pin: PIN, truncated: null })
    const response = await ask(`${PATH}?pin=${PIN}`)
    expect(response.headers[ROWS_HEADER]).toBe('42')
    await octetsOf(response)
    expect(response.trailers[ROWS_HEADER]).toBe('42')
    expect((await ask(`${PATH}?pin=${PIN}&filter=vlan:10`)).headers[ROWS_HEADER]).toBeUndefined()
  })

  it('of a file that has not the rows that were counted gets one without an end', async () => {
    const ask = await served(new MadeUp(41))
    await octetsOf(await ask(COUNT))
    await expect(octetsOf(await ask(`${PATH}?pin=${PIN}`))).rejects.toThrow('aborted')
  })

  it('is told what rows are gone', async () => {
    const ask = await served(new MadeUp(5, 0, notice('history-rows-gone', {})))
    const response = await ask(`${PATH}?pin=${PIN}`)
    expect(response.statusCode).toBe(410)
    expect(JSON.parse((await octetsOf(response)).toString())).toMatchObject({ status: 410 })
  })

  it('gets it compressed on request, and of parts of it one file', async () => {
    const ask = await served(new MadeUp(20))
    const plain = await octetsOf(await ask(PATH))
    const response = await ask(`${PATH}?gzip=true`)
    expect(response.headers['content-type']).toBe('application/gzip')
    expect(response.headers['content-encoding']).toBeUndefined()
    expect(response.headers['content-disposition']).toContain('memberships_all.csv.gz"')
    const packed = await octetsOf(response)
    expect(response.trailers[ROWS_HEADER]).toBe('20')
    expect(gunzipSync(packed).equals(plain)).toBe(true)
    // RFC 1952 s2.2: members one after the other are one file.
    expect(gunzipSync(Buffer.concat([packed, packed])).equals(Buffer.concat([plain, plain]))).toBe(true)
  })

  it('that goes away from a compressed one ends the reading too', async () => {
    const history = new MadeUp(100_000)
    const response = await (await served(history))(`${PATH}?gzip=true`)
    await once(response, 'data')
    response.destroy()
    await expect.poll(() => history.closed, { timeout: 10_000 }).toBe(1)
  })

  it('that goes away ends the reading', async () => {
    const history = new MadeUp(100_000)
    const response = await open(history)
    await once(response, 'data')
    response.destroy()
    expect(await settled(() => history.given)).toBeLessThan(100_000)
    expect(history.closed).toBe(1)
  })

  it('that goes away before anything was found for it ends the reading', async () => {
    const history = new FarApart(Infinity)
    const server = createServer(appOf(history)).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const asked = get(`http://127.0.0.1:${port}${PATH}`).on('error', () => undefined)
    await expect.poll(() => history.given, { timeout: 10_000 }).toBeGreaterThan(3)
    asked.destroy()
    await expect.poll(() => history.closed, { timeout: 10_000 }).toBe(1)
    server.close()
  })

  it('that waits long for what is far apart gets it', async () => {
    const { text } = await supertest(appOf(new FarApart(40), { exportWaits: 50 }))
      .get(PATH)
      .expect(200)
    expect(text).toBe('found\r\n')
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
      Array.from({ length: 8 }, async (_, i) => {
        // Each client has a share that is smaller.
        const headers = { 'x-forwarded-for': `192.0.2.${i % 4}` }
        const request = get(`http://127.0.0.1:${(server.address() as AddressInfo).port}${PATH}`, { headers })
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
