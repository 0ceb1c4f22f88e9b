import { Router, type Request, type RequestHandler, type Response } from 'express'
import { notice, sentence } from '../../shared/notice.ts'
import type { AuditEntry } from '../access/audit.ts'
import { nameOf } from '../access/who.ts'
import type { Guard } from './guard.ts'
import { leastOf, mayDo, type Method, type Operation } from './operations/operation.ts'
import { noParameters } from './params.ts'
import { HttpProblem } from './problem.ts'

/** Where it is written down who did what. */
export interface AuditBook {
  write(entry: AuditEntry): void
}

/**
 * What is known of every operation before it is done: who may do it, its methods (RFC 9110 s15.5.6), the types that it can
 * answer (s15.5.7), and whether it has parameters at all. Those that it has are checked where they are used. What is
 * written down of it is written when it is over.
 */
export function contract(operations: readonly Operation[], guard: Guard, audit: AuditBook | null = null): Router {
  const router = Router()
  const byPath = new Map<string, Operation[]>()
  for (const operation of operations) {
    const known = byPath.get(operation.path)
    if (known) known.push(operation)
    else byPath.set(operation.path, [operation])
  }
  for (const [path, known] of byPath) router.all(path, checks(known, guard, audit))
  // A route that no operation tells of would be everybody's: it is not there.
  router.use((request) => {
    throw new HttpProblem(404, `There is no ${request.method} ${request.baseUrl}${request.path}.`)
  })
  return router
}

function checks(known: readonly Operation[], guard: Guard, audit: AuditBook | null): RequestHandler {
  const allow = allowed(known.map(({ method }) => method))
  return (request, response, next) => {
    if (request.method === 'OPTIONS') {
      response.set('allow', allow.join(', ')).status(204).end()
      return
    }
    const method = request.method === 'HEAD' ? 'GET' : request.method
    const operation = known.find((one) => one.method === method)
    if (!operation) {
      const detail = `${request.method} does nothing here. Remedy: ${allow.join(', ')}.`
      throw new HttpProblem(405, detail, { allow })
    }
    if (audit) writeDown(operation, request, response, guard, audit)
    mustBeAllowed(request, operation, guard)
    mustBeAcceptable(request, operation)
    mustBeOfType(request, operation)
    if (!operation.query) noParameters(request.query)
    operationOf.set(response, operation)
    // No second path is like this one.
    next('router')
  }
}

function mustBeAllowed(request: Request, operation: Operation, guard: Guard): void {
  const role = guard.roleOf(request)
  if (!mayDo(role, leastOf(operation))) throw refusal(request, role === 'display' ? 'display' : 'viewer')
}

function refusal({ method }: Request, role: 'display' | 'viewer'): HttpProblem {
  const looks = method === 'GET' || method === 'HEAD'
  const why =
    role === 'display'
      ? notice(looks ? 'display-wall-only' : 'display-looks-only')
      : notice(looks ? 'viewer-not-here' : 'viewer-looks-only')
  return new HttpProblem(403, sentence(why), { notice: why })
}

function writeDown(
  { audit: what, path }: Operation,
  request: Request,
  response: Response,
  guard: Guard,
  audit: AuditBook,
): void {
  if (!what) return
  // A router that is done takes its parameters with it.
  const words = Object.fromEntries(Object.entries(request.params).map(([name, word]) => [name, String(word)]))
  const who = guard.whoOf(request)
  const { address } = guard.clientOf(request)
  response.once('close', () => {
    const action = typeof what.action === 'function' ? what.action(request) : what.action
    if (action === null) return
    audit.write({
      action,
      who: nameOf(who),
      role: who?.role ?? null,
      address,
      subject: what.subject ? what.subject(request, words) : Object.values(words).join(' ') || path,
      done: response.headersSent && response.statusCode < 400,
    })
  })
}

/** What is read as JSON says so itself, in its own words. */
function mustBeOfType(request: Request, { body }: Operation): void {
  if (!body || body.schema || request.is([...body.types])) return
  throw new HttpProblem(415, `Send this with Content-Type: ${body.types.join(' or ')}.`)
}

function allowed(methods: readonly Method[]): string[] {
  return [...methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])), 'OPTIONS']
}

function mustBeAcceptable(request: Request, { answer }: Operation): void {
  if (answer === 'nothing') return
  const types = 'json' in answer ? ['application/json'] : [...answer.file]
  if (request.accepts(types) !== false) return
  throw new HttpProblem(406, `This is answered as ${types.join(' or ')}, which Accept leaves out.`)
}

const operationOf = new WeakMap<Response, Operation>()
/** What is being answered; null where the API has no such operation. */
export const operationAnswered = (response: Response): Operation | null => operationOf.get(response) ?? null
