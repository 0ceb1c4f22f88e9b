import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { PassThrough, Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import express, { Router, type Express, type RequestHandler } from 'express'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { AuditRow } from '../../shared/access.ts'
import { failed, nothingHere } from '../../server/http/failed.ts'
import { HttpProblem } from '../../server/http/problem.ts'
import { audit } from '../../server/http/routes/audit.ts'
import { slowBody } from '../../server/http/slow-body.ts'

let server: Server
let errors: string[]
const consoleError = vi.spyOn(console, 'error')
beforeEach(() => {
  errors = []
  consoleError.mockReset().mockImplementation(() => undefined)
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

async function listening(routes: (app: Express) => void): Promise<number> {
  const app = express()
  // In a test Express would keep to itself what it writes to the console elsewhere.
  app.set('env', 'production')
  routes(app)
  app.use(
    nothingHere,
    failed((error) => errors.push(error instanceof Error ? error.message : String(error))),
  )
  server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

async function line(port: number, octets: string): Promise<{ socket: Socket; said: () => string }> {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined)
  let text = ''
  socket.setEncoding('latin1').on('data', (more: string) => (text += more))
  await once(socket, 'connect')
  socket.write(octets)
  return { socket, said: () => text }
}

const GET = 'GET /x HTTP/1.1\r\nHost: a\r\n\r\n'
const POST =
  'POST /x HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nuser=a'

const form: readonly RequestHandler[] = [
  express.urlencoded({ extended: false }),
  (_request, response) => {
    response.end('done')
  },
]
const reading: RequestHandler = async (request, response) => {
  await pipeline(request, new PassThrough().resume())
  response.end('done')
}
/** So many that they do not fit into the buffers of a line. */
const rows = function* (): Generator<AuditRow> {
  const row: Omit<AuditRow, 'id'> = {
    ...{ at: 0, action: 'exported', who: null, role: null, address: '', subject: 'x'.repeat(500), done: true },
  }
  for (let id = 200_000; id > 0; id -= 1) yield { id, ...row }
}
const streaming =
  (pieces: () => Generator<string>): RequestHandler =>
  (_request, response) =>
    pipeline(Readable.from(pieces()), response)

describe('who goes away', () => {
  it.each<[string, (app: Express) => void, string]>([
    ['in the middle of a form', (app) => app.use(...form), POST],
    ['in the middle of what is read as it comes', (app) => app.use(reading), POST],
    [
      'in the middle of a file',
      (app) => {
        const router = Router()
        audit(router, { rows, page: () => ({ rows: [], next: null, lost: 0 }) })
        app.use(router)
      },
      GET.replace('/x', '/audit.csv'),
    ],
  ])('%s is no error', async (_, routes, octets) => {
    const port = await listening(routes)
    const { socket } = await line(port, octets)
    await sleep(100)
    socket.destroy()
    await vi.waitFor(async () => expect(await connections()).toBe(0))
    await sleep(50)
    expect(errors).toEqual([])
    expect(consoleError).not.toHaveBeenCalled()
  })

  it('is answered who is too slow, which is no error either', async () => {
    const port = await listening((app) =>
      app.use(
        slowBody(() => false, 100),
        ...form,
      ),
    )
    const { socket, said } = await line(port, POST)
    await once(socket, 'close')
    expect(said()).toMatch(/^HTTP\/1\.1 408 [^]*too slowly\.\n$/)
    // The body is given up a second after the answer.
    await sleep(1_500)
    expect(errors).toEqual([])
    expect(consoleError).not.toHaveBeenCalled()
  })
})

describe('what fails when half is said', () => {
  const half = function* (error: Error): Generator<string> {
    yield 'half'
    throw error
  }
  it.each<[string, RequestHandler, string[]]>([
    ['a fault in the middle of a file', streaming(() => half(new TypeError('a fault'))), ['a fault']],
    ['a problem that has a name', streaming(() => half(new HttpProblem(503, 'not now'))), []],
    [
      'a fault beside an answer that goes on',
      async (_request, response) => {
        response.write('half')
        await sleep(10)
        throw new Error('a fault')
      },
      ['a fault'],
    ],
    [
      'something that looks like a line, while the line is there',
      async (_request, response) => {
        response.write('half')
        await sleep(10)
        throw Object.assign(new Error('another line'), { code: 'ECONNRESET' })
      },
      ['another line'],
    ],
    [
      'an error that throws when it is looked at',
      () => {
        throw Object.defineProperty(new Error('odd'), 'status', {
          get: () => {
            throw new Error('worse')
          },
        })
      },
      ['worse'],
    ],
  ])('%s ends without its end, and is told once where nobody foresaw it', async (_, route, told) => {
    const port = await listening((app) => app.use(route))
    const { socket, said } = await line(port, GET)
    await once(socket, 'close')
    expect(said()).not.toMatch(/\r\n0\r\n\r\n$/)
    expect(said()).not.toMatch(/ at .*\.ts/)
    expect(errors).toEqual(told)
    expect(consoleError).not.toHaveBeenCalled()
  })
})

const connections = (): Promise<number> =>
  new Promise((resolve, reject) => server.getConnections((error, count) => (error ? reject(error) : resolve(count))))
