import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import express from 'express'
import { afterEach, describe, expect, it } from 'vitest'
import { slowBody } from '../../server/http/slow-body.ts'

let server: Server | null = null
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

async function listening(): Promise<number> {
  const app = express()
  app.use(slowBody(({ url }) => url === '/long', 200, 200))
  app.use((request, response) => {
    let octets = 0
    request.on('data', (chunk: Buffer) => (octets += chunk.length))
    request.on('end', () => response.end(`took ${octets}`))
  })
  server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

/** A body of which some octets come every 20 ms, `times` times, and then no more. */
async function drip(path: string, piece: number, times: number, length = piece * times): Promise<string> {
  const socket = connect(await listening(), '127.0.0.1').on('error', () => undefined)
  let said = ''
  socket.setEncoding('utf8').on('data', (text: string) => (said += text))
  socket.write(`POST ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: ${length}\r\n\r\n`)
  let sent = 0
  const timer = setInterval(() => {
    if (sent === times) return
    sent += 1
    socket.write(Buffer.alloc(piece, 'x'))
  }, 20)
  await once(socket, 'close')
  clearInterval(timer)
  return said
}

describe('a body', () => {
  it('that comes at once is taken', async () => {
    expect(await drip('/short', 100, 1)).toContain('took 100')
  })

  it('that comes drop by drop is answered and cut off', async () => {
    expect(await drip('/short', 1, 50, 10_000)).toContain('408 Request Timeout')
  })

  it('of gigabytes may take long while it flows', async () => {
    expect(await drip('/long', 50_000, 40)).toContain('took 2000000')
  })

  it('of gigabytes that comes drop by drop is cut off', async () => {
    expect(await drip('/long', 1, 100, 1_000_000)).toBe('')
  })
})
