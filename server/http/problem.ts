import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http'
import { API_PREFIX, type ProblemDetails } from '../../shared/api.ts'
import type { Notice } from '../../shared/notice.ts'

/** A request that is answered with an error: one sentence for a person, with the remedy (RFC 9457). */
export class HttpProblem extends Error {
  readonly status: number
  /** The column of a filter, counted from 1. */
  readonly column: number | null
  /** Seconds after which it is worth to try again. */
  readonly retryAfter: number | null
  /** What it says, for a page in another language. */
  readonly notice: Notice | null

  constructor(status: number, detail: string, more: { column?: number; retryAfter?: number; notice?: Notice } = {}) {
    super(detail)
    this.name = 'HttpProblem'
    this.status = status
    this.column = more.column ?? null
    this.retryAfter = more.retryAfter ?? null
    this.notice = more.notice ?? null
  }

  details(): ProblemDetails {
    const { status, message: detail, column, notice } = this
    const title = STATUS_CODES[status] ?? 'Error'
    return {
      type: 'about:blank',
      title,
      status,
      detail,
      ...(column === null ? {} : { column }),
      ...(notice === null ? {} : { notice }),
    }
  }
}

/** Programs get JSON, people at the address bar a sentence. */
export function sendProblem(request: IncomingMessage, response: ServerResponse, problem: HttpProblem): void {
  const forProgram = request.url?.startsWith(API_PREFIX) === true
  response.statusCode = problem.status
  if (problem.retryAfter !== null) response.setHeader('retry-after', problem.retryAfter)
  response.setHeader('cache-control', 'no-store')
  response.setHeader('content-type', forProgram ? 'application/problem+json' : 'text/plain; charset=utf-8')
  response.end(forProgram ? JSON.stringify(problem.details()) : `${problem.message}\n`)
}
