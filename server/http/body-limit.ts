import type { RequestHandler } from 'express'
import { HttpProblem } from './problem.ts'

/** Refuses a body by what it says of its length, before any of it is read: the parsers read all of it first. */
export const bodyLimit =
  (octets: number): RequestHandler =>
  (request, _response, next) => {
    if (Number(request.headers['content-length'] ?? 0) <= octets) next()
    else next(new HttpProblem(413, `The body of this request is too long: it has at most ${octets} octets.`))
  }
