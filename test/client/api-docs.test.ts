// @vitest-environment jsdom
import { describe, expect, it } from 'vitest'
import {
  answerOf,
  curlOf,
  exampleOf,
  fileTypesOf,
  tagsOf,
  targetOf,
  type OpenApi,
} from '../../client/api-docs/document.ts'
import { boundsText, fieldsOf, typeText, type Schema } from '../../client/api-docs/schema.ts'
import { PROBLEM_PREFIX } from '../../shared/problems.ts'
import { router } from '../../client/router.ts'

const string: Schema = { type: 'string' }
const types = {
  Row: {
    type: 'object',
    description: 'A row.',
    properties: { key: string, within: { $ref: '#/components/schemas/Row' } },
    required: ['key'],
  },
}
const list: Schema = {
  type: 'object',
  properties: { rows: { type: 'array', items: { $ref: '#/components/schemas/Row' } } },
}

const DOCUMENT: OpenApi = {
  info: { version: '1' },
  tags: [
    { name: 'live', description: 'What there is now.' },
    { name: 'names', description: 'Names.' },
  ],
  paths: {
    '/groups/{segment}/{group}': {
      get: {
        operationId: 'getGroup',
        tags: ['live'],
        summary: 'One group',
        parameters: [
          { name: 'segment', in: 'path', required: true, schema: string, example: 'eth1/20' },
          { name: 'group', in: 'path', required: true, schema: string, example: '239.1.1.1' },
          { name: 'filter', in: 'query', required: false, description: 'Which rows.', schema: string, example: 'a b' },
          { name: 'limit', in: 'query', required: false, schema: { type: 'integer', minimum: 1, maximum: 5 } },
        ],
        responses: { 200: { description: 'The answer.', content: { 'application/json': { schema: list } } } },
      },
    },
    '/names': {
      put: {
        operationId: 'putNames',
        tags: ['names'],
        summary: 'Gives a name',
        parameters: [],
        requestBody: {
          description: '',
          content: { 'application/json': { schema: string, example: { name: "Bob's" } } },
        },
        responses: { 204: { description: 'Done.' } },
      },
    },
    '/names.csv': {
      get: {
        operationId: 'getNamesCsv',
        tags: ['names'],
        summary: 'All names',
        parameters: [],
        responses: { 200: { description: 'The file.', content: { 'text/csv': {} } } },
      },
    },
  },
  components: { schemas: types },
}
const all = tagsOf(DOCUMENT, '').flatMap(({ operations }) => operations)
const [one, put, file] = [all[0]!, all[1]!, all[2]!]

describe('what the description says', () => {
  it('by tag, and what has the words that are looked for', () => {
    const found = (search: string): string[] =>
      tagsOf(DOCUMENT, search).flatMap(({ operations }) => operations.map(({ operationId }) => operationId))
    expect(found('')).toEqual(['getGroup', 'putNames', 'getNamesCsv'])
    expect(found('NAME put')).toEqual(['putNames'])
    expect(found('which rows')).toEqual(['getGroup'])
    expect(tagsOf(DOCUMENT, 'nowhere')).toEqual([])
  })

  it('as the address of a request', () => {
    expect(exampleOf(one)).toEqual({ segment: 'eth1/20', group: '239.1.1.1', filter: 'a b', limit: '' })
    expect(targetOf(one, exampleOf(one))).toBe('/api/v1/groups/eth1%2F20/239.1.1.1?filter=a+b')
    expect(targetOf(one, {})).toBe('/api/v1/groups//')
  })

  it('as a line for a shell, whatever stands in it', () => {
    expect(curlOf(one, { segment: "a'b", group: 'c' }, 'http://x')).toBe(`curl 'http://x/api/v1/groups/a'\\''b/c'`)
    expect(curlOf(put, {}, 'http://x')).toBe(
      `curl -X PUT 'http://x/api/v1/names' -H 'Content-Type: application/json' --data-binary '{"name":"Bob'\\''s"}'`,
    )
  })

  it('what is answered', () => {
    expect([one, put, file].map(answerOf)).toEqual([list, null, null])
    expect([one, put, file].map(fileTypesOf)).toEqual([[], [], ['text/csv']])
  })
})

describe('a schema', () => {
  it.each<[Schema, string]>([
    [string, 'string'],
    [{ title: 'EpochMs', type: 'number' }, 'EpochMs'],
    [{ $ref: '#/components/schemas/Row' }, 'Row'],
    [{ type: 'array', items: { $ref: '#/components/schemas/Row' } }, 'Row[]'],
    [{ type: 'array', items: { anyOf: [string, { type: 'null' }] } }, '(string | null)[]'],
    [{ type: 'string', enum: ['a', 'b'] }, '"a" | "b"'],
    [{ type: 'boolean', const: true }, 'true'],
    [{ type: 'array', prefixItems: [string, string] }, '[string, string]'],
    [{ type: 'object', additionalProperties: string }, '{ [name]: string }'],
    [{}, 'any'],
  ])('%j is %s', (schema, text) => expect(typeText(schema)).toBe(text))

  it('has fields, and those have fields', () => {
    expect(fieldsOf(list, types)).toEqual([
      { name: 'rows', type: 'Row[]', description: '', required: false, within: list.properties?.['rows'] },
    ])
    expect(fieldsOf(list.properties?.['rows'] ?? {}, types)).toEqual([
      { name: 'key', type: 'string', description: '', required: true, within: null },
      { name: 'within', type: 'Row', description: 'A row.', required: false, within: types.Row.properties.within },
    ])
  })

  it('that is within itself at once has no end of fields', () => {
    const loop = { Loop: { anyOf: [{ $ref: '#/components/schemas/Loop' }] } }
    expect(fieldsOf({ $ref: '#/components/schemas/Loop' }, loop)).toEqual([])
  })

  it('has bounds', () => {
    expect([boundsText({ minimum: 0, maximum: 5 }), boundsText({ maxLength: 9 }), boundsText({})]).toEqual([
      '0 … 5',
      '≤ 9',
      '',
    ])
  })
})

it('the address of a kind of problem is a page', () => {
  expect(router.resolve(`${PROBLEM_PREFIX}filter-unreadable`)).toMatchObject({
    name: 'problem',
    params: { problem: 'filter-unreadable' },
  })
})
