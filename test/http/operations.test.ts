import supertest from 'supertest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerSchemas } from '../../server/http/answer-schemas.ts'
import { createApp } from '../../server/http/app.ts'
import { Guard } from '../../server/http/guard.ts'
import { openApi, untyped } from '../../server/http/openapi.ts'
import { OPERATIONS } from '../../server/http/operations/index.ts'
import { nameOf, TAGS } from '../../server/http/operations/operation.ts'
import { PATH_PARAMETERS } from '../../server/http/operations/path-parameters.ts'
import { documented, type Documented } from './documented.ts'
import { exampleRequest } from './example-request.ts'
import { Validator } from './json-schema.ts'
import { noDesk } from './no-desk.ts'
import { noNames } from './no-names.ts'
import { noWalls } from './no-walls.ts'
import { routesOf } from './routes-of.ts'
import { subjectOf } from '../views/test-subject.ts'

let server: Documented
let validator: Validator
beforeAll(async () => {
  server = await documented()
  validator = new Validator(server.schemas.types)
})
afterAll(() => server.close())

const all = OPERATIONS.map((operation) => [nameOf(operation), operation] as const)
describe('the registry', () => {
  it('knows every route that there is, and no other', () => {
    const routes = routesOf(server.app).map(([method, path]) => `${method.toUpperCase()} ${path}`)
    expect(OPERATIONS.map(nameOf).sort()).toEqual(routes.sort())
  })

  it('tells the type of every answer, and every type is one of an answer', () => {
    expect(untyped(OPERATIONS, server.schemas)).toEqual([])
    const answered = OPERATIONS.flatMap(({ answer }) =>
      typeof answer === 'object' && 'json' in answer ? [answer.json] : [],
    )
    expect(Object.keys(server.schemas.answers).filter((name) => !answered.includes(name))).toEqual([])
  })

  it('knows what stands in every path', () => {
    const names = OPERATIONS.flatMap(({ path }) => [...path.matchAll(/:(\w+)/g)].map(([, name]) => name))
    expect(names.filter((name) => !(name! in PATH_PARAMETERS))).toEqual([])
    expect(Object.keys(PATH_PARAMETERS).filter((name) => !names.includes(name))).toEqual([])
  })
})

describe('an example', () => {
  it.each(all)('%s', async (_, operation) => {
    const response = await exampleRequest(server.app, operation)
    expect(server.errors.splice(0)).toEqual([])
    expect(response.body).not.toHaveProperty('detail')
    const { answer } = operation
    if (answer === 'nothing') {
      expect(response.status).toBe(204)
      return
    }
    expect(response.status).toBe('json' in answer ? (answer.status ?? 200) : 200)
    const [type = ''] = String(response.headers['content-type']).split(';')
    if ('file' in answer) {
      expect(answer.file).toContain(type)
      return
    }
    expect(type).toBe('application/json')
    const schema = server.schemas.answers[answer.json]
    expect(schema).toBeDefined()
    expect(validator.errors(schema ?? {}, response.body)).toEqual([])
    // One that shows nothing explains nothing.
    const { rows } = response.body as { rows?: unknown }
    if (Array.isArray(rows)) expect(rows.length).toBeGreaterThan(0)
  })

  it('is found out when its answer is not what is described', () => {
    const page = server.schemas.answers['GET /groups'] ?? {}
    expect(validator.errors(page, { total: 'many' })).toEqual(
      expect.arrayContaining(['$.rows is missing', '$.total: string is no number']),
    )
    expect(validator.errors({ type: 'object', properties: {} }, { more: 1 })).toEqual(['$.more is not described'])
  })
})

/** Where the types of the answers have not been written. */
const undescribed = () =>
  createApp({
    subject: subjectOf(),
    history: null,
    desk: noDesk(),
    names: noNames(),
    ...noWalls(),
    dryRun: null,
    guard: new Guard({ token: null, allowedHosts: [] }),
    approve: () => null,
    about: { schemas: answerSchemas('/nowhere/api-schemas.json'), version: '0.0.0' },
    clientFolder: '/nowhere',
    onError: () => undefined,
  })

describe('openapi.json', () => {
  type Document = ReturnType<typeof openApi>
  const get = async (): Promise<Document> => (await supertest(server.app).get('/api/v1/openapi.json').expect(200)).body
  const fields = (value: unknown): Record<string, unknown> => value as Record<string, unknown>

  it('is OpenAPI 3.1 with every operation', async () => {
    const document = await get()
    expect(document['openapi']).toMatch(/^3\.1\.\d+$/)
    expect(fields(document['info'])).toMatchObject({ title: 'Rollcall', version: '0.0.0' })
    const ids = new Set<string>()
    const found: string[] = []
    for (const [path, item] of Object.entries(fields(document['paths']))) {
      expect(path).toMatch(/^\/[^:]*$/)
      for (const [method, told] of Object.entries(fields(item))) {
        const operation = fields(told)
        found.push(`${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`)
        expect(ids).not.toContain(operation['operationId'])
        ids.add(String(operation['operationId']))
        expect(Object.keys(TAGS)).toEqual(expect.arrayContaining(operation['tags'] as string[]))
        expect(String(operation['summary'])).not.toBe('')
        const parameters = operation['parameters'] as Record<string, unknown>[]
        const inPath = parameters.filter((parameter) => parameter['in'] === 'path')
        expect(inPath.map(({ name }) => `{${String(name)}}`)).toEqual(
          [...path.matchAll(/\{\w+\}/g)].map(([name]) => name),
        )
        for (const parameter of parameters) {
          expect(Object.keys(parameter)).toEqual(expect.arrayContaining(['name', 'in', 'required', 'schema']))
        }
        const responses = fields(operation['responses'])
        expect(Object.keys(responses).some((status) => /^2\d\d$/.test(status))).toBe(true)
        for (const response of Object.values(responses)) expect(fields(response)['description']).toBeTruthy()
      }
    }
    expect(found.sort()).toEqual(OPERATIONS.map(nameOf).sort())
  })

  it('names no schema that is not there, and has none that nothing names', async () => {
    const document = await get()
    const text = JSON.stringify(document)
    const named = new Set([...text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name))
    expect(text.match(/"\$ref":"(?!#\/components\/schemas\/)/)).toBeNull()
    expect([...named].sort()).toEqual(Object.keys(fields(fields(document['components'])['schemas'])).sort())
  })

  it('tells the bounds and defaults that a request is checked by', async () => {
    const { paths } = (await get()) as { paths: Record<string, { get: { parameters: { name: string }[] } }> }
    const parameter = (path: string, name: string) => paths[path]?.get.parameters.find((one) => one.name === name)
    expect(parameter('/groups', 'limit')).toMatchObject({
      required: false,
      schema: { type: 'integer', minimum: 1, maximum: 500, default: 100 },
    })
    expect(parameter('/complete', 'field')).toMatchObject({ required: true })
    expect(parameter('/groups', 'sort')).toMatchObject({ schema: { default: 'group' } })
  })

  it('says how to build it where it was not', async () => {
    const { body } = await supertest(undescribed()).get('/api/v1/openapi.json').expect(503)
    expect(body).toMatchObject({ type: '/api/problems/unavailable', detail: expect.stringContaining('npm run build') })
  })
})
