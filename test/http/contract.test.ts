import supertest from 'supertest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { OPERATIONS } from '../../server/http/operations/index.ts'
import { nameOf, type Operation } from '../../server/http/operations/operation.ts'
import { PROBLEM_PREFIX, PROBLEMS, type ProblemName } from '../../shared/problems.ts'
import { documented, type Documented } from './documented.ts'
import { exampleRequest, exampleTarget } from './example-request.ts'

let server: Documented
beforeAll(async () => (server = await documented()))
afterAll(() => server.close())

const all = OPERATIONS.map((operation) => [nameOf(operation), operation] as const)
const paths = [...new Set(OPERATIONS.map(({ path }) => path))]
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/** A whole problem: its kind, the words of the kind, and a sentence. */
function expectProblem({ status, body, headers }: supertest.Response, name: ProblemName): void {
  const { title, status: told } = PROBLEMS[name]
  expect(body).toMatchObject({ type: `${PROBLEM_PREFIX}${name}`, title, status: told })
  expect((body as { detail: string }).detail).toMatch(/\S.*[.:]|Remedy/)
  expect(status).toBe(told)
  expect(headers['content-type']).toBe('application/problem+json')
  expect(headers['cache-control']).toBe('no-store')
  expect(headers['etag']).toBeUndefined()
}

describe('a method that does nothing', () => {
  it.each(paths)('%s', async (path) => {
    const known = OPERATIONS.filter((operation) => operation.path === path)
    const methods = known.map(({ method }) => method as string)
    const [first] = known
    if (!first) throw new Error('no operation')
    for (const method of METHODS.filter((one) => !methods.includes(one))) {
      const response = await supertest(server.app)[method.toLowerCase() as 'get'](exampleTarget(first))
      expectProblem(response, 'method-not-allowed')
      const allow = String(response.headers['allow']).split(', ')
      expect(allow).toEqual(expect.arrayContaining(methods))
      expect(allow).not.toContain(method)
    }
    const options = await supertest(server.app).options(exampleTarget(first)).expect(204)
    expect(String(options.headers['allow']).split(', ')).toEqual(expect.arrayContaining(methods))
  })

  it('is none where there is nothing', async () => {
    expectProblem(await supertest(server.app).post('/api/v1/nothing'), 'not-found')
  })
})

describe('a parameter', () => {
  it.each(all)('that nobody knows: %s', async (_, operation) => {
    const response = await exampleRequest(server.app, operation, { colour: 'red' })
    expectProblem(response, 'parameter-invalid')
    expect((response.body as { detail: string }).detail).toBe('There is no parameter colour here.')
  })

  const withQuery = OPERATIONS.flatMap((operation) =>
    Object.keys(operation.query?.shape ?? {}).map((name) => [nameOf(operation), name, operation] as const),
  )
  it.each(withQuery)('that is there twice: %s %s', async (_, name, operation) => {
    const query = new URLSearchParams([...Object.entries({ ...operation.example.query, [name]: '1' }), [name, '2']])
    const request = supertest(server.app)
      [operation.method.toLowerCase() as 'get'](exampleTarget(operation))
      .query(`${query}`)
    const sent = operation.body
      ? request.type(operation.body.types[0] ?? '').send(String(operation.example.body))
      : request
    expectProblem(await sent, 'parameter-invalid')
  })

  const withFilter = OPERATIONS.filter(({ problems }) => problems?.includes('filter-unreadable') === true)
  it.each(
    withFilter.filter(({ method }) => method === 'GET').map((operation) => [nameOf(operation), operation] as const),
  )('a filter that cannot be read: %s', async (_, operation) => {
    const response = await exampleRequest(server.app, operation, { filter: 'vlan:20 "' })
    expectProblem(response, 'filter-unreadable')
    expect(response.body).toMatchObject({ column: 9, notice: { code: expect.any(String) } })
  })
})

describe('what is accepted', () => {
  const answering = all.filter(([, { answer }]) => answer !== 'nothing')
  it.each(answering)('is never something else: %s', async (_, operation) => {
    expectProblem(await exampleRequest(server.app, operation).set('accept', 'image/png'), 'not-acceptable')
  })
})

describe('a body', () => {
  const withBody = OPERATIONS.filter(({ body }) => body !== undefined).map((o) => [nameOf(o), o] as const)
  const send = ({ method, example, ...operation }: Operation, type: string, body: string): supertest.Test =>
    supertest(server.app)
      [method.toLowerCase() as 'put'](exampleTarget({ method, example, ...operation }))
      .query({ ...example.query })
      .type(type)
      .send(body)

  it.each(withBody)('of another type: %s', async (_, operation) => {
    expectProblem(await send(operation, 'application/x-www-form-urlencoded', 'a=1'), 'type-not-supported')
  })
  // A file that is as long as an import may be is no request for a test; test/import has shorter ones.
  const short = withBody.filter(([, { body }]) => (body?.limit ?? 0) < 100_000_000)
  it.each(short)('that is too long: %s', async (_, operation) => {
    const { types, limit } = operation.body ?? { types: [], limit: 0 }
    expectProblem(await send(operation, types[0] ?? '', `"${'x'.repeat(limit)}"`), 'body-too-long')
  })
  const withJson = withBody.filter(([, { body }]) => body?.schema)
  it.each(withJson)('that is no JSON: %s', async (_, operation) => {
    expectProblem(await send(operation, 'application/json', '{'), 'body-invalid')
  })
  const wanting = withJson.filter(([, { body }]) => body?.schema?.safeParse({}).success === false)
  it.each(wanting)('that lacks everything: %s', async (_, operation) => {
    expectProblem(await send(operation, 'application/json', '{}'), 'body-invalid')
  })
  it.each(wanting)('that has too much: %s', async (_, operation) => {
    const body = JSON.stringify({ ...(operation.example.body as object), colour: 'red' })
    expectProblem(await send(operation, 'application/json', body), 'body-invalid')
  })
})
