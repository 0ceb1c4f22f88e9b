import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'

/* A name server on loopback that answers PTR questions (RFC 1035), written by hand. */

const PTR = 12
const NXDOMAIN = 3
const SERVFAIL = 2

export interface NameServer {
  /** `127.0.0.1:PORT`. */
  address: string
  /** Names that were asked for, in order. */
  asked: string[]
  /** By the name asked for: names, `fail` for SERVFAIL, `silent` for no answer; absent: NXDOMAIN. */
  zone: Map<string, readonly string[] | 'fail' | 'silent'>
  close: () => void
}

export async function nameServer(): Promise<NameServer> {
  const socket: Socket = createSocket('udp4')
  const asked: string[] = []
  const zone: NameServer['zone'] = new Map()
  socket.on('message', (question, { port, address }) => {
    const { name, end } = readName(question, 12)
    asked.push(name)
    const found = zone.get(name) ?? null
    if (found === 'silent') return
    const names = found === null || found === 'fail' ? [] : found
    const head = Buffer.from(question.subarray(0, 12))
    const code = found === 'fail' ? SERVFAIL : found === null ? NXDOMAIN : 0
    head.writeUInt16BE(0x8180 | code, 2)
    head.writeUInt16BE(names.length, 6)
    head.writeUInt32BE(0, 8)
    const answers = names.map((text) => {
      const data = writeName(text)
      const record = Buffer.alloc(12)
      record.writeUInt16BE(0xc00c, 0) // the name of the question
      record.writeUInt16BE(PTR, 2)
      record.writeUInt16BE(1, 4)
      record.writeUInt32BE(60, 6)
      record.writeUInt16BE(data.length, 10)
      return Buffer.concat([record, data])
    })
    socket.send(Buffer.concat([head, question.subarray(12, end + 4), ...answers]), port, address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  return { address: `127.0.0.1:${port}`, asked, zone, close: () => socket.close() }
}

function readName(octets: Buffer, start: number): { name: string; end: number } {
  const labels: string[] = []
  let at = start
  for (let length = octets[at] ?? 0; length > 0; length = octets[at] ?? 0) {
    labels.push(octets.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  return { name: labels.join('.').toLowerCase(), end: at + 1 }
}

const writeName = (name: string): Buffer =>
  Buffer.concat([
    ...name.split('.').map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label, 'latin1')])),
    Buffer.from([0]),
  ])
