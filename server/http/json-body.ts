import express, { type Request, type RequestHandler } from 'express'
import type { z } from 'zod'
import { sentence, type Notice } from '../../shared/notice.ts'
import { bodyLimit } from './body-limit.ts'
import { HttpProblem } from './problem.ts'

/** A form of another page cannot send this type without being asked first. `limit`: octets. */
export function jsonBody(limit: number): RequestHandler[] {
  return [
    (request, _response, next) => {
      if (!request.is('application/json')) throw new HttpProblem(415, 'Send this with Content-Type: application/json.')
      next()
    },
    bodyLimit(limit),
    express.json({ limit }),
  ]
}

/** `wanted`: what the body has to have, in words. */
export function checkedBody<T>(schema: z.ZodType<T>, request: Request, wanted: string): T {
  const result = schema.safeParse(request.body)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const where = issue?.path.join('.') ?? ''
  const why = where === '' ? '' : ` (${where}: ${issue?.message})`
  throw new HttpProblem(400, `The body has to have ${wanted}${why}.`, { type: 'body-invalid' })
}

/** What cannot be kept was not done, or is not for long. */
export function mustBeDone(refusal: Notice | null): void {
  if (refusal) throw new HttpProblem(409, sentence(refusal), { notice: refusal })
}
