import type { IncomingMessage, ServerResponse } from 'node:http'
import { API_PREFIX, type ProblemDetails } from '../../shared/api.ts'
import type { Notice } from '../../shared/notice.ts'
import { PROBLEM_PREFIX, PROBLEMS, type ProblemName } from '../../shared/problems.ts'

export interface ProblemOptions {
  /** Its kind; absent: the usual one of the status. */
  type?: ProblemName
  /** Of a filter, counted from 1. */
  column?: number
  /** Seconds after which it is worth to try again. */
  retryAfter?: number
  notice?: Notice
  /** Of 405: the methods that there are. */
  allow?: readonly string[]
}

/** Seconds after which one may ask again for what is not there, where nothing better is known. */
const RETRY_USUALLY = 30

/** The kind of a problem of which only the status is told. */
const USUAL: Readonly<Record<number, ProblemName>> = {
  400: 'parameter-invalid',
  401: 'token-needed',
  403: 'not-allowed',
  404: 'not-found',
  405: 'method-not-allowed',
  406: 'not-acceptable',
  408: 'too-slow',
  409: 'not-done',
  412: 'changed-meanwhile',
  413: 'body-too-long',
  415: 'type-not-supported',
  421: 'wrong-host',
  429: 'too-many-attempts',
  503: 'unavailable',
}

/** A request that is answered with an error: one sentence for a person, with the remedy (RFC 9457). */
export class HttpProblem extends Error {
  readonly status: number
  readonly type: ProblemName
  /** The column of a filter, counted from 1. */
  readonly column: number | null
  readonly retryAfter: number | null
  /** What it says, for a page in another language. */
  readonly notice: Notice | null
  readonly allow: readonly string[] | null

  constructor(status: number, detail: string, more: ProblemOptions = {}) {
    super(detail)
    this.name = 'HttpProblem'
    this.status = status
    this.type = more.type ?? typeOf(status, more)
    this.column = more.column ?? null
    this.retryAfter = more.retryAfter ?? (status === 503 ? RETRY_USUALLY : null)
    this.notice = more.notice ?? null
    this.allow = more.allow ?? null
  }

  details(): ProblemDetails {
    const { type, status, message: detail, column, notice } = this
    return {
      type: `${PROBLEM_PREFIX}${type}`,
      title: PROBLEMS[type].title,
      status,
      detail,
      ...(column === null ? {} : { column }),
      ...(notice === null ? {} : { notice }),
    }
  }
}

/** Who is told when to come again meets others who are being answered. */
function typeOf(status: number, { column, retryAfter }: ProblemOptions): ProblemName {
  if (column !== undefined) return 'filter-unreadable'
  if (status === 503 && retryAfter !== undefined) return 'busy'
  return USUAL[status] ?? (status < 500 ? 'request-unreadable' : 'server-failed')
}

/** Programs get JSON, people at the address bar a sentence. */
export function sendProblem(request: IncomingMessage, response: ServerResponse, problem: HttpProblem): void {
  // A router has taken the prefix off `url`.
  const path = 'originalUrl' in request ? String(request.originalUrl) : (request.url ?? '')
  const forProgram = path.startsWith(API_PREFIX)
  response.statusCode = problem.status
  if (problem.retryAfter !== null) response.setHeader('retry-after', problem.retryAfter)
  if (problem.allow !== null) response.setHeader('allow', problem.allow.join(', '))
  response.setHeader('cache-control', 'no-store')
  response.setHeader('content-type', forProgram ? 'application/problem+json' : 'text/plain; charset=utf-8')
  response.end(forProgram ? JSON.stringify(problem.details()) : `${problem.message}\n`)
}
