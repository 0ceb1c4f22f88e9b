import { createHash } from 'node:crypto'
import type { Request, RequestHandler, Response } from 'express'
import { entityTag } from '../../shared/entity-tag.ts'
import { notice, sentence } from '../../shared/notice.ts'
import { operationAnswered } from './contract.ts'
import { HttpProblem } from './problem.ts'

/**
 * Every GET that answers JSON has a tag of its content (RFC 9110 s8.8.3), weak because it is of what is said and not of
 * the octets; who has the same already is told so (s13.1.2). Kept it may be, but asked for each time.
 */
export const conditional: RequestHandler = (request, response, next) => {
  const operation = operationAnswered(response)
  if (operation?.method === 'GET' && operation.secret !== true && operation.answer !== 'nothing') {
    if ('json' in operation.answer) response.json = (body: unknown) => answer(request, response, body)
  }
  next()
}

function answer(request: Request, response: Response, body: unknown): Response {
  const text = JSON.stringify(body)
  if (response.statusCode === 200) {
    if (!response.getHeader('etag')) response.set('etag', weakTag(text))
    response.set('cache-control', 'private, no-cache')
    if (isKnown(request.get('if-none-match'), String(response.getHeader('etag')))) return response.status(304).end()
  }
  return response.type('application/json').send(text)
}

const weakTag = (text: string): string => `W/"${createHash('sha1').update(text).digest('base64url')}"`

/** Of a thing that can be written its own tag, which `If-Match` takes. */
export const tagged = (response: Response, thing: object): Response => response.set('etag', entityTag(thing))

/**
 * `If-Match` (RFC 9110 s13.1.1) and `If-None-Match: *` (s13.1.2): what is there is what the client has seen. A proxy that
 * compresses weakens a tag on its way; it is one of the content all the same.
 */
export function mustBeUnchanged(request: Request, there: object | null): void {
  const wanted = request.get('if-match')
  if (wanted !== undefined && (there === null || !isKnown(wanted, entityTag(there)))) {
    throw refusal('changed-meanwhile')
  }
  if (there !== null && request.get('if-none-match')?.trim() === '*') {
    throw refusal('there-already')
  }
}

function refusal(code: 'changed-meanwhile' | 'there-already'): HttpProblem {
  const why = notice(code)
  return new HttpProblem(412, sentence(why), { notice: why })
}

/** Whether a list of tags has this one, by the weak comparison (s8.8.3.2). */
function isKnown(list: string | undefined, tag: string): boolean {
  if (list === undefined) return false
  if (list.trim() === '*') return true
  const bare = tag.replace(/^W\//, '')
  return [...list.matchAll(/(?:W\/)?("[\x21\x23-\x7e\x80-\xff]*")/g)].some(([, known]) => known === bare)
}
