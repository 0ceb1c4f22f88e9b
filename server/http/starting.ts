import type { IncomingMessage, ServerResponse } from 'node:http'
import { HttpProblem } from './problem.ts'

const SOON = new HttpProblem(503, 'The server is starting; try again in a moment.', {
  type: 'unavailable',
  retryAfter: 1,
})

/** The address is taken before the history is open, which may take a while: who asks meanwhile is told, and does not wait for ever. */
export function starting(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(SOON.status, {
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    'retry-after': String(SOON.retryAfter),
    connection: 'close',
  })
  response.end(JSON.stringify(SOON.details()))
}
