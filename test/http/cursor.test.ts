import supertest from 'supertest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { OPERATIONS } from '../../server/http/operations/index.ts'
import { documented, type Documented } from './documented.ts'

let server: Documented
beforeAll(async () => {
  server = await documented()
  for (const last of [1, 2, 3, 4, 5]) {
    const name = {
      kind: 'group',
      subject: `239.9.9.${last}`,
      on: last === 3 ? 'vlan:20' : null,
      name: `Channel ${last}`,
    }
    await supertest(server.app).put('/api/v1/names').send(name).expect(200)
  }
})
afterAll(() => server.close())

interface Page {
  rows: unknown[]
  next: string | null
}
const get = (path: string, query: object): supertest.Test => supertest(server.app).get(`/api/v1${path}`).query(query)

const LISTS = [
  ['/groups', { sort: 'name' }],
  ['/groups', { sort: '-confirmed', filter: 'vlan:20' }],
  ['/hosts', {}],
  ['/queriers', { sort: 'groups' }],
  ['/sources', {}],
  ['/events', { filter: 'type:left' }],
  ['/findings', { state: 'all' }],
  ['/findings', { state: 'all', from: '2025-11-26T00:00:00Z' }],
  ['/findings', { state: 'closed', to: '2025-11-26T00:45:00Z', filter: 'vlan:10' }],
  ['/names', { kind: 'group' }],
] as const

describe('a list with cursors', () => {
  it.each(LISTS)('%s %j: page after page is the whole', async (path, query) => {
    const whole = (await get(path, { ...query, limit: 500 }).expect(200)).body as Page
    expect(whole.next).toBeNull()
    const rows: unknown[] = []
    let cursor: string | null = ''
    for (let asked = 0; cursor !== null && asked <= whole.rows.length; asked += 1) {
      const { body } = await get(path, { ...query, limit: 2, ...(cursor ? { cursor } : {}) }).expect(200)
      const page = body as Page
      rows.push(...page.rows)
      cursor = page.next
    }
    expect(rows).toEqual(whole.rows)
  })

  it.each(LISTS)('%s %j: refuses what is no cursor of it', async (path, query) => {
    const other = path === '/hosts' ? '/groups' : '/hosts'
    const { next } = (await get(other, { limit: 1 }).expect(200)).body as Page
    for (const cursor of [
      '',
      'x',
      '!',
      Buffer.from('[1]').toString('base64url'),
      Buffer.from('{').toString('base64url'),
      next,
    ]) {
      const { body } = await get(path, { ...query, cursor }).expect(400)
      expect(body).toMatchObject({ type: '/api/problems/cursor-unreadable', detail: expect.stringContaining('Remedy') })
    }
  })

  it('nor one of another order, nor an offset beside it', async () => {
    const { next } = (await get('/groups', { limit: 1, sort: 'name' }).expect(200)).body as Page
    await get('/groups', { cursor: next, sort: '-name' }).expect(400)
    const { body } = await get('/groups', { cursor: next, sort: 'name', offset: 5 }).expect(400)
    expect(body).toMatchObject({ type: '/api/problems/parameter-invalid' })
  })

  it('is each that has an offset', () => {
    const cut = OPERATIONS.filter(({ query }) => query?.shape['offset'] && query.shape['cursor'])
    const known = new Set<string>(LISTS.map(([path]) => path))
    expect(cut.map(({ path }) => path).filter((path) => !known.has(path) && !path.startsWith('/history/'))).toEqual([])
  })
})
