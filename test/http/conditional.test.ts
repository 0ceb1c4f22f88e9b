import supertest from 'supertest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { OPERATIONS } from '../../server/http/operations/index.ts'
import { nameOf } from '../../server/http/operations/operation.ts'
import { entityTag } from '../../shared/entity-tag.ts'
import { documented, type Documented } from './documented.ts'
import { exampleRequest } from './example-request.ts'

let server: Documented
beforeAll(async () => (server = await documented()))
afterAll(() => server.close())

const WALL = {
  filter: '',
  inches: 55,
  metres: 4,
  pages: ['overview'],
  every: 20_000,
  segment: null,
  sound: false,
}
const NAME = { kind: 'group', subject: '239.1.1.26', on: null, name: 'Channel 12' } as const
const KEY = { kind: 'group', subject: '239.1.1.26' }
const api = (): ReturnType<typeof supertest> => supertest(server.app)
const putWall = (title: string, headers: Record<string, string> = {}): supertest.Test =>
  api()
    .put('/api/v1/walls/studio')
    .set(headers)
    .send({ ...WALL, title })
const putName = (name: string, headers: Record<string, string> = {}): supertest.Test =>
  api()
    .put('/api/v1/names')
    .set(headers)
    .send({ ...NAME, name })
const deleteName = (headers: Record<string, string> = {}): supertest.Test =>
  api().delete('/api/v1/names').query(KEY).set(headers)
const tagOf = (response: supertest.Response): string => String(response.headers['etag'])

describe('what a reader has already', () => {
  // Those that are there without anybody writing them first.
  const reads = OPERATIONS.filter(
    ({ method, answer, secret, path }) =>
      method === 'GET' && typeof answer === 'object' && 'json' in answer && !secret && !/entry|:id/.test(path),
  )
  it.each(reads.map((operation) => [nameOf(operation), operation] as const))(
    'is not sent again: %s',
    async (_, operation) => {
      const first = await exampleRequest(server.app, operation).expect(200)
      expect(first.headers['cache-control']).toBe('private, no-cache')
      expect(tagOf(first)).toMatch(/^W\/"[\w-]+"$/)
      const again = await exampleRequest(server.app, operation)
        .set('if-none-match', `"other", ${tagOf(first)}`)
        .expect(304)
      expect(again.text).toBe('')
      expect(tagOf(again)).toBe(tagOf(first))
      await exampleRequest(server.app, operation).set('if-none-match', '"other"').expect(200)
    },
  )

  it('who may come in is kept by nobody', async () => {
    for (const path of ['session', 'users', 'tokens', 'audit']) {
      const { headers } = await api().get(`/api/v1/${path}`).expect(200)
      expect(headers['cache-control']).toBe('no-store')
      expect(headers['etag']).toBeUndefined()
    }
  })
})

describe('two who write at once', () => {
  it('a wall: the second is told that there is another one now', async () => {
    const made = await putWall('one', { 'if-none-match': '*' }).expect(200)
    await putWall('again', { 'if-none-match': '*' }).expect(412)
    const read = await api().get('/api/v1/walls/studio').expect(200)
    expect(tagOf(read)).toBe(tagOf(made))
    expect(tagOf(read)).toBe(entityTag(read.body as object))
    const first = await putWall('two', { 'if-match': tagOf(read) }).expect(200)
    const { body } = await putWall('three', { 'if-match': tagOf(read) }).expect(412)
    expect(body).toMatchObject({ type: '/api/problems/changed-meanwhile', detail: expect.stringContaining('Remedy') })
    expect((await api().get('/api/v1/walls/studio')).body).toMatchObject({ title: 'two' })
    await api().delete('/api/v1/walls/studio').set('if-match', tagOf(read)).expect(412)
    // A proxy that compresses makes a tag a weak one.
    await api()
      .delete('/api/v1/walls/studio')
      .set('if-match', `W/${tagOf(first)}`)
      .expect(204)
    await putWall('four', { 'if-match': '*' }).expect(412)
  })

  it('a name', async () => {
    const made = await putName('Channel 12', { 'if-none-match': '*' }).expect(200)
    const read = await api().get('/api/v1/names/entry').query(KEY).expect(200)
    expect(tagOf(read)).toBe(tagOf(made))
    expect(tagOf(read)).toBe(entityTag(NAME))
    await putName('Channel 13', { 'if-match': tagOf(read) }).expect(200)
    await putName('Channel 14', { 'if-match': tagOf(read) }).expect(412)
    await deleteName({ 'if-match': tagOf(read) }).expect(412)
    await deleteName({ 'if-match': '*' }).expect(204)
    await deleteName({ 'if-match': '*' }).expect(404)
  })

  it('who does not ask writes over it', async () => {
    await putName('one').expect(200)
    await putName('two').expect(200)
    await deleteName().expect(204)
  })
})

describe('a tag', () => {
  it('is of the content, whatever the order of its fields', () => {
    expect(entityTag({ a: 1, b: { c: [1, null], d: 'x' } })).toBe(entityTag({ b: { d: 'x', c: [1, null] }, a: 1 }))
    expect(entityTag({ a: 1 })).toMatch(/^"[0-9a-f]{16}"$/)
  })
  it.each([
    [{ a: 1 }, { a: 2 }],
    [{ a: [1, 2] }, { a: [2, 1] }],
    [{ a: null }, { a: '' }],
    [
      { a: 'ab', b: '' },
      { a: 'a', b: 'b' },
    ],
  ])('%j is another than that of %j', (one, other) => {
    expect(entityTag(one)).not.toBe(entityTag(other))
  })
})
