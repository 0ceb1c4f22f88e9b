import type { ErrorRequestHandler, RequestHandler } from 'express'
import type { ProblemName } from '../../shared/problems.ts'
import { asProblem } from './cursor.ts'
import { HttpProblem, sendProblem } from './problem.ts'

/** At the end of a router: nobody has answered. */
export const nothingHere: RequestHandler = (request) => {
  throw new HttpProblem(404, `There is no ${request.method} ${request.baseUrl}${request.path}.`)
}

/** What a route threw, as a problem; `onError` hears what nobody foresaw. */
export const failed =
  (onError: (error: unknown) => void): ErrorRequestHandler =>
  (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error)
      return
    }
    const problem = problemOf(asProblem(error))
    if (problem.status >= 500 && !(error instanceof HttpProblem)) onError(error)
    sendProblem(request, response, problem)
  }

function problemOf(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error
  // What the parsers of Express refuse: a path that is no UTF-8, a body that is too long or no JSON.
  const status = error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : 500
  if (status >= 400 && status < 500) {
    const more = status === 400 ? ({ type: kindOf(error) } as const) : {}
    return new HttpProblem(status, refusals[status] ?? 'This request cannot be read.', more)
  }
  return new HttpProblem(500, 'The server failed at this request; its log says more.')
}

/** The parser of bodies names what it refuses. */
const kindOf = (error: unknown): ProblemName =>
  error instanceof SyntaxError && 'body' in error ? 'body-invalid' : 'request-unreadable'

const refusals: Readonly<Record<number, string>> = {
  400: 'This request cannot be read.',
  404: 'There is no such file.',
  413: 'The body of this request is too long.',
}
