import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express'
import type { ProblemName } from '../../shared/problems.ts'
import { asProblem } from './cursor.ts'
import { HttpProblem, sendProblem } from './problem.ts'

/** At the end of a router: nobody has answered. */
export const nothingHere: RequestHandler = (request) => {
  throw new HttpProblem(404, `There is no ${request.method} ${request.baseUrl}${request.path}.`)
}

/**
 * What a route threw, as a problem; `onError` hears what nobody foresaw. Everything ends here: what went on would be
 * written to the console by Express, with its stack, as often as a stranger likes.
 */
export function failed(onError: (error: unknown) => void): ErrorRequestHandler {
  const end = (error: unknown, request: Request, response: Response): void => {
    try {
      const problem = problemOf(asProblem(error))
      const foreseen = error instanceof HttpProblem || problem.status < 500 || (response.destroyed && isOfLine(error))
      if (!foreseen) onError(error)
      if (!response.headersSent) sendProblem(request, response, problem)
      // Half an answer must not look like a whole one.
      else if (!response.writableEnded) response.destroy()
    } catch (worse) {
      onError(worse)
      response.destroy()
    }
  }
  // Express knows what hears of errors by its four parameters, of which nothing needs the last one.
  return Object.defineProperty(end, 'length', { value: 4 })
}

/** What reading and writing say when the other side went away. */
const OF_LINE: ReadonlySet<unknown> = new Set(['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET', 'EPIPE', 'ABORT_ERR'])
const isOfLine = (error: unknown): boolean => error instanceof Error && 'code' in error && OF_LINE.has(error.code)

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
