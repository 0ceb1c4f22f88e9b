import type { Express } from 'express'
import supertest from 'supertest'
import type { Operation } from '../../server/http/operations/operation.ts'

/** The address of an operation's example. */
export const exampleTarget = ({ path, example }: Operation): string =>
  `/api/v1${path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(example.path?.[name] ?? ''))}`

/** The example of an operation as a request, its parameters with `more`. */
export function exampleRequest(app: Express, operation: Operation, more: Record<string, string> = {}): supertest.Test {
  const { method, body, example } = operation
  const request = supertest(app)
    [method.toLowerCase() as 'get'](exampleTarget(operation))
    .query({ ...example.query, ...more })
  if (!body) return request
  return request.set('content-type', example.type ?? 'application/json').send(example.body as object)
}
