import { createSocket } from 'node:dgram'
import { lookup } from 'node:dns/promises'
import { connect, type Socket } from 'node:net'
import { hostname } from 'node:os'
import { connect as connectTls } from 'node:tls'
import type { SyslogTarget } from '../../shared/channel.ts'
import { notice } from '../../shared/notice.ts'
import { SECOND, type DurationMs } from '../../shared/time.ts'
import {
  counted,
  MAX_DATAGRAM,
  MAX_STREAMED,
  syslogLine,
  syslogRemark,
  type SyslogOrigin,
} from '../alarms/syslog-line.ts'
import { failed, SENT, troubleOf, type Outcome } from './outcome.ts'
import type { Parcel } from './parcel.ts'
import { trusted } from './trust.ts'

/** So long a datagram's sender listens whether a port unreachable comes back (RFC 1122 s4.1.3.3). */
const LISTENS: DurationMs = SECOND / 5
/** So long a receiver of a stream may take to end it too, which says that it has read all. */
const ENDS: DurationMs = 3 * SECOND

/** RFC 5424 over UDP (RFC 5426), TCP (RFC 6587) and TLS (RFC 5425). A log server answers nothing: sent is what it took. */
export async function sendSyslog(target: SyslogTarget, parcel: Parcel, signal: AbortSignal): Promise<Outcome> {
  const lines = linesOf(target, parcel)
  try {
    if (target.transport === 'udp') await sendDatagrams(target, lines, signal)
    else if (!(await sendStream(target, Buffer.concat(lines.map(counted)), signal))) {
      return { sent: true, trouble: notice('delivery-unread', { host: target.host, seconds: ENDS / SECOND }) }
    }
    return SENT
  } catch (error) {
    return failed(troubleOf(error, target))
  }
}

function linesOf({ facility, transport }: SyslogTarget, { text, delivery, at, test, message }: Parcel): Buffer[] {
  const origin: SyslogOrigin = { facility, hostname: hostname(), pid: process.pid }
  const most = transport === 'udp' ? MAX_DATAGRAM : MAX_STREAMED
  const lines = text.alarms.map((alarm) => syslogLine(alarm, delivery, at, origin, most))
  if (test) lines.push(syslogRemark({ kind: 'test', text: text.headline, count: 0 }, delivery, at, origin, most))
  const count = message.total - text.alarms.length
  if (text.more !== null) lines.push(syslogRemark({ kind: 'more', text: text.more, count }, delivery, at, origin, most))
  return lines
}

async function sendDatagrams(
  { host, port }: SyslogTarget,
  lines: readonly Buffer[],
  signal: AbortSignal,
): Promise<void> {
  const { address, family } = await lookup(host)
  const socket = createSocket(family === 6 ? 'udp6' : 'udp4')
  try {
    await new Promise<void>((resolve, reject) => {
      socket.on('error', reject)
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
      socket.connect(port, address, () => {
        for (const line of lines) socket.send(line, (error) => error && reject(error))
        setTimeout(resolve, LISTENS)
      })
    })
  } finally {
    socket.close()
  }
}

/** False: the other side has the octets, and has not said that it read them all. */
async function sendStream(target: SyslogTarget, octets: Buffer, signal: AbortSignal): Promise<boolean> {
  const socket = await opened(target, signal)
  try {
    return await new Promise<boolean>((resolve, reject) => {
      socket.on('error', reject)
      socket.on('close', () => resolve(true))
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
      socket.resume()
      socket.end(octets, () => setTimeout(() => resolve(false), ENDS).unref())
    })
  } finally {
    socket.destroy()
  }
}

function opened({ host, port, transport, ca }: SyslogTarget, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const tls = transport === 'tls'
    const socket = tls ? connectTls({ host, port, ca: trusted(ca), ...serverName(host) }) : connect({ host, port })
    socket.once(tls ? 'secureConnect' : 'connect', () => resolve(socket))
    socket.once('error', reject)
    // What ends before it was open has neither.
    socket.once('close', () => reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' })))
    signal.addEventListener(
      'abort',
      () => {
        reject(signal.reason as Error)
        socket.destroy()
      },
      { once: true },
    )
  })
}

/** An address is no server name (RFC 6066 s3). */
const serverName = (host: string): { servername?: string } => (/^[\d.]+$|:/.test(host) ? {} : { servername: host })
