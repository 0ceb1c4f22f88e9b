import { once } from 'node:events'
import { createServer, request, type ClientRequest, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Who } from '../../server/access/who.ts'
import { UnderWay } from '../../server/http/under-way.ts'

let underWay: UnderWay
let server: Server
/** Who has no right to be there any more. */
let out: Set<string>
const nameOf = ({ headers }: IncomingMessage): string => String(headers['x-name'])
const putOut = (name: string): void => {
  out.add(name)
  underWay.cutOff((asked) => out.has(nameOf(asked)))
}
beforeEach(async () => {
  underWay = new UnderWay()
  out = new Set()
  const who = (asked: IncomingMessage): Who | null =>
    nameOf(asked) === 'nobody' ? null : { by: 'given', role: 'operator', name: nameOf(asked) }
  const app = express()
  app.use(underWay.watch({ whoOf: who }))
  app.get('/file', (_request, response) => void response.write('a row\r\n'))
  app.post('/upload', (asked) => asked.resume())
  app.delete('/me', (asked, response) => {
    putOut(nameOf(asked))
    response.status(204).end()
  })
  app.put('/password', express.text(), (asked, response) => {
    putOut(nameOf(asked))
    response.status(204).end()
  })
  server = createServer(app)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

function ask(method: string, path: string, name: string, headers: Record<string, string> = {}): ClientRequest {
  const { port } = server.address() as AddressInfo
  return request({ host: '127.0.0.1', port, method, path, headers: { 'x-name': name, ...headers }, agent: false })
}
async function file(name: string): Promise<IncomingMessage> {
  const asked = ask('GET', '/file', name)
  asked.end()
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  await once(answer, 'data')
  return answer
}

describe('who is put out', () => {
  it('gets no more of a file that is being taken, and others go on', async () => {
    const mine = await file('ana')
    const another = await file('bo')
    const cut = once(mine, 'error')
    putOut('ana')
    await cut
    expect(mine.complete).toBe(false)
    expect(another.destroyed).toBe(false)
  })

  it('does not bring to its end what is being sent', async () => {
    const asked = ask('POST', '/upload', 'ana', { 'content-length': '1000000' })
    asked.write('octets')
    await once(server, 'request')
    const cut = once(asked, 'error')
    putOut('ana')
    await cut
  })

  it.each([
    ['DELETE', '/me', ''],
    ['PUT', '/password', 'another one'],
  ])('is told so by %s %s, which did it', async (method, path, body) => {
    const asked = ask(method, path, 'ana', body === '' ? {} : { 'content-type': 'text/plain' })
    asked.end(body)
    const [answer] = (await once(asked, 'response')) as [IncomingMessage]
    expect(answer.statusCode).toBe(204)
  })

  it('was in: who was never let in is not looked at', async () => {
    const page = await file('nobody')
    putOut('nobody')
    expect((await file('bo')).destroyed).toBe(false)
    expect(page.destroyed).toBe(false)
  })
})
