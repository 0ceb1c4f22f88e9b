import type { Socket } from 'socket.io'
import { SECOND, type DurationMs } from '../../shared/time.ts'

/** Packets of one page in a second: acknowledgements of all its views, requests, and signs of life, many times over. */
const MAX_PACKETS_PER_SECOND = 500
/** Octets that wait for a line that takes none: far more than a page that reads slowly is ever sent. */
const MAX_BACKLOG = 16_000_000

/** A page is never so fast: who is, is cut off before it costs others anything. */
export function keepPace(conn: Socket['conn'], now: () => DurationMs): void {
  let second = 0
  let packets = 0
  conn.on('packet', () => {
    const current = Math.floor(now() / SECOND)
    if (current !== second) packets = 0
    second = current
    packets += 1
    if (packets !== MAX_PACKETS_PER_SECOND) return
    conn.close(true)
    endLine(conn)
  })
}

/**
 * The closing of a WebSocket is a talk of two: who does not take part in it would keep the line for half a minute, and
 * whatever is sent on it would be read, though nobody counts it any more.
 */
export const endLine = ({ request }: Socket['conn']): void => void request.socket.destroy()

/** Answers that the protocol itself gives, as to a ping, wait without a bound when nobody reads them. */
export function cutIfChoked({ request }: Socket['conn']): void {
  const { socket } = request
  if (socket.writableLength > MAX_BACKLOG) socket.destroy()
}
