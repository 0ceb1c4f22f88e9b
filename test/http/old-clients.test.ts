import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { OPERATIONS } from '../../server/http/operations/index.ts'
import { nameOf } from '../../server/http/operations/operation.ts'
import { documented, type Documented } from './documented.ts'
import { exampleTarget } from './example-request.ts'

/* What asks without pieces, or for the head alone: a proxy that speaks HTTP/1.0 to its server, `curl -I`. */

let documents: Documented
let server: Server
let port: number
beforeAll(async () => {
  documents = await documented()
  server = createServer(documents.app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
})
afterAll(async () => {
  server.close()
  server.closeAllConnections()
  await documents.close()
})

/** Everything that comes until the other side ends the connection. */
function asked(method: string, target: string, version: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = []
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(`${method} ${target} HTTP/${version}\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`)
    })
    socket.on('data', (piece) => pieces.push(piece))
    socket.on('error', reject)
    socket.on('close', () => resolve(Buffer.concat(pieces)))
  })
}
const headOf = (answer: Buffer): string => answer.subarray(0, answer.indexOf('\r\n\r\n')).toString('latin1')
const statusOf = (answer: Buffer): string | undefined => headOf(answer).split(' ')[1]
const bodyOf = (answer: Buffer): Buffer => answer.subarray(answer.indexOf('\r\n\r\n') + 4)

const reading = OPERATIONS.filter(({ method, path }) => method === 'GET' && path !== '/live').flatMap((operation) => {
  const target = exampleTarget(operation)
  const query = new URLSearchParams(operation.example.query).toString()
  const usual: [string, string] = [nameOf(operation), query === '' ? target : `${target}?${query}`]
  if (!/^\/export\/.*\.(csv|jsonl)$/.test(operation.path)) return [usual]
  const more = (words: string): string => `${usual[1]}${query === '' ? '?' : '&'}${words}`
  return [
    usual,
    [`${usual[0]}, packed`, more('gzip=true')] as [string, string],
    [`${usual[0]}, without a row`, more('filter=vlan%3A4000')] as [string, string],
  ]
})

describe.each(reading)('%s', (_, target) => {
  it('to HTTP/1.0: the whole, without trailers', async () => {
    const answer = await asked('GET', target, '1.0')
    expect(statusOf(answer)).toBe(statusOf(await asked('GET', target, '1.1')))
    expect(headOf(answer)).not.toMatch(/^(trailer|transfer-encoding):/im)
    if (/^\/api\/v1\/export\/.*\.(csv|jsonl)/.test(target)) {
      const newer = await fetch(`http://127.0.0.1:${port}${target}`, { headers: { 'accept-encoding': 'identity' } })
      expect(bodyOf(answer).equals(Buffer.from(await newer.arrayBuffer()))).toBe(true)
    } else expect(bodyOf(answer).length).toBeGreaterThan(0)
    expect(documents.errors.splice(0)).toEqual([])
  })

  it('to HEAD: the head alone', async () => {
    const answer = await asked('HEAD', target, '1.1')
    expect(statusOf(answer)).toBe(statusOf(await asked('GET', target, '1.1')))
    expect(bodyOf(answer).length).toBe(0)
    expect(documents.errors.splice(0)).toEqual([])
  })
})
