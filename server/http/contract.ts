import { Router, type Request, type RequestHandler, type Response } from 'express'
import { noParameters } from './params.ts'
import { HttpProblem } from './problem.ts'
import type { Method, Operation } from './operations/operation.ts'

/**
 * What is known of every operation before it is done: its methods (RFC 9110 s15.5.6), the types that it can answer
 * (s15.5.7), and whether it has parameters at all. Those that it has are checked where they are used.
 */
export function contract(operations: readonly Operation[]): Router {
  const router = Router()
  const byPath = new Map<string, Operation[]>()
  for (const operation of operations) {
    const known = byPath.get(operation.path)
    if (known) known.push(operation)
    else byPath.set(operation.path, [operation])
  }
  for (const [path, known] of byPath) router.all(path, checks(known))
  return router
}

function checks(known: readonly Operation[]): RequestHandler {
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
    mustBeAcceptable(request, operation)
    mustBeOfType(request, operation)
    if (!operation.query) noParameters(request.query)
    operationOf.set(response, operation)
    // No second path is like this one.
    next('router')
  }
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
