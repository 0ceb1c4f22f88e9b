import type { IncomingMessage, ServerResponse } from 'node:http'
import type { NextFunction } from 'express'
import { HttpProblem } from './problem.ts'

/** Refuses a body by what it says of its length, before any of it is read: the parsers read all of it first. */
export const bodyLimit =
  (octets: number) =>
  ({ headers }: IncomingMessage, _response: ServerResponse, next: NextFunction): void => {
    if (Number(headers['content-length'] ?? 0) <= octets) next()
    else next(new HttpProblem(413, `The body of this request is too long: it has at most ${octets} octets.`))
  }
