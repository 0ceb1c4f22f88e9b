import type { IncomingMessage } from 'node:http'
import type { RequestHandler } from 'express'
import { MINUTE, SECOND, type DurationMs } from '../../shared/time.ts'
import { HttpProblem, sendProblem } from './problem.ts'

/** A body of some KiB has come after so long, or does not come. */
const PATIENCE: DurationMs = 30 * SECOND
/** A capture may take hours, while so many octets come in each minute: who sends drop by drop makes room for others. */
const LEAST_A_MINUTE = 65_536

/** An answer that was sent has so long to arrive, before the line is cut on which more comes. */
const GRACE: DurationMs = SECOND

/**
 * Cuts off who sends a body slowly, so as to keep a place that others wait for, or sends on when it was answered.
 * `isLong`: a body of gigabytes.
 */
export const slowBody =
  (isLong: (request: IncomingMessage) => boolean, patience = PATIENCE, minute = MINUTE): RequestHandler =>
  (request, response, next) => {
    const { 'content-length': length, 'transfer-encoding': coding } = request.headers
    if (coding !== undefined || (length !== undefined && length !== '0')) {
      const timer = isLong(request) ? onlyFlowing(request, minute) : setTimeout(late, patience)
      response.once('finish', () => {
        if (!request.complete) setTimeout(() => request.destroy(), GRACE).unref()
      })
      request.once('end', () => clearTimeout(timer)).once('close', () => clearTimeout(timer))
    }
    next()

    function late(): void {
      if (!response.headersSent) {
        response.setHeader('connection', 'close')
        sendProblem(request, response, new HttpProblem(408, 'The body of this request came too slowly.'))
      }
      setTimeout(() => request.destroy(), GRACE).unref()
    }
  }

/** What waits for us is our own slowness: the disk, or others before it. */
function onlyFlowing(request: IncomingMessage, minute: DurationMs): NodeJS.Timeout {
  let before = request.socket.bytesRead
  const timer = setInterval(() => {
    const now = request.socket.bytesRead
    if (now - before < LEAST_A_MINUTE && request.readableLength === 0) request.destroy()
    before = now
  }, minute)
  return timer
}
