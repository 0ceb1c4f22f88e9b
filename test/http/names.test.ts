import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import supertest from 'supertest'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createApp } from '../../server/http/app.ts'
import { Guard } from '../../server/http/guard.ts'
import { NameDesk } from '../../server/name-desk.ts'
import { MAX_NAME_LENGTH } from '../../shared/names.ts'
import { entry } from '../names/who.ts'
import { readFrames } from '../membership/captured.ts'
import { subjectOf, TestTap } from '../views/test-subject.ts'
import { noDesk } from './no-desk.ts'
import { noWalls } from './no-walls.ts'

const TOKEN = 'a-token-of-some-length'
let folder: string
let desk: NameDesk
let changes: number
let api: ReturnType<typeof supertest>

const make = (token: string | null = null): ReturnType<typeof supertest> => {
  const tap = new TestTap('hour')
  tap.take(...readFrames('hour.pcap'))
  return supertest(
    createApp({
      subject: { ...subjectOf(tap), names: desk.book },
      history: null,
      desk: noDesk(),
      names: desk,
      ...noWalls(),
      dryRun: null,
      guard: new Guard({ token, allowedHosts: [] }),
      approve: () => null,
      clientFolder: folder,
      onError: (error) => {
        throw error
      },
    }),
  )
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-names-'))
  changes = 0
  desk = new NameDesk({ folder, changed: () => (changes += 1), onUnreadable: () => undefined })
  api = make()
})
afterEach(() => rmSync(folder, { recursive: true }))

const TV = entry('group 239.1.1.1 = TV 1')
const put = (body: object) => api.put('/api/v1/names').send(body)
const load = (text: string | Buffer, query: object = {}, type = 'text/csv') =>
  api.post('/api/v1/names/import').query(query).set('content-type', type).send(text)

describe('PUT /names', () => {
  it('creates, and answers the entry as it is kept', async () => {
    const { body } = await put({ kind: 'group', subject: '239.1.1.9/24', on: 'vlan:20', name: '  Sport ' }).expect(200)
    expect(body).toEqual({ kind: 'group', subject: '239.1.1.0/24', on: 'vlan:20', name: 'Sport' })
    expect(changes).toBe(1)
    expect(desk.entries()).toEqual([body])
  })

  it('replaces', async () => {
    await put(TV).expect(200)
    await put({ ...TV, name: 'TV One' }).expect(200)
    expect(desk.entries()).toEqual([{ ...TV, name: 'TV One' }])
  })

  it('is seen by every view at once', async () => {
    const named = async (): Promise<unknown> =>
      (await api.get('/api/v1/groups').query({ filter: 'group:239.1.1.15', limit: 1 }).expect(200)).body.rows[0].name
    expect(await named()).toBeNull()
    await put({ ...TV, subject: '239.1.1.15' }).expect(200)
    expect(await named()).toEqual({ text: 'TV 1', origin: 'given', exact: true })
    const { body } = await api.get('/api/v1/groups').query({ filter: 'name:"tv 1"' }).expect(200)
    expect(body.rows.every(({ group }: { group: string }) => group === '239.1.1.15')).toBe(true)
    expect(body.matching).toBeGreaterThan(0)
    await api.delete('/api/v1/names').query({ kind: 'group', subject: '239.1.1.15' }).expect(204)
    expect(await named()).toBeNull()
  })

  it.each<[string, object, string]>([
    ['no group', { ...TV, subject: '10.0.0.1' }, 'name-no-group'],
    ['no host', { ...TV, kind: 'host', subject: 'box' }, 'name-no-host'],
    ['no kind', { ...TV, kind: 'channel' }, 'name-no-kind'],
    ['no name', { ...TV, name: ' ' }, 'name-missing'],
    ['a name that is too long', { ...TV, name: 'x'.repeat(MAX_NAME_LENGTH + 1) }, 'name-too-long'],
    ['control characters', { ...TV, name: 'TV\u00071' }, 'name-not-plain'],
    ['no segment', { ...TV, on: 'vlan:5000' }, 'name-no-segment'],
  ])('refuses %s with a notice', async (_case, body, code) => {
    const answer = await put(body).expect(400)
    expect(answer.body.notice.code).toBe(code)
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/)
    expect(desk.entries()).toEqual([])
  })

  it.each<[string, object]>([
    ['a field that is missing', { kind: 'group', subject: '239.1.1.1' }],
    ['a field too many', { ...TV, more: 1 }],
    ['another type', { ...TV, name: 5 }],
  ])('refuses %s', async (_case, body) => {
    await put(body).expect(400)
  })

  it('refuses markup as little as any name: it is text', async () => {
    const { body } = await put({ ...TV, name: '<img src=x onerror=alert(1)>' }).expect(200)
    expect(body.name).toBe('<img src=x onerror=alert(1)>')
  })
})

describe('DELETE /names', () => {
  it('takes one away, however its subject is written', async () => {
    await put({ ...TV, on: 'eth1/20' })
    await put(TV)
    await api.delete('/api/v1/names').query({ kind: 'group', subject: '239.1.1.1/32', on: 'ETH1/20' }).expect(204)
    expect(desk.entries()).toEqual([TV])
    await api.delete('/api/v1/names').query({ kind: 'group', subject: '239.1.1.1', on: '' }).expect(204)
    expect(desk.entries()).toEqual([])
  })

  it('says that there is none', async () => {
    const { body } = await api.delete('/api/v1/names').query({ kind: 'host', subject: '10.0.0.1' }).expect(404)
    expect(body.notice).toEqual({ code: 'name-not-given', values: { subject: '10.0.0.1' } })
    await api.delete('/api/v1/names').query({ kind: 'all', subject: '*' }).expect(400)
  })
})

describe('GET /names', () => {
  it('by kind and subject, chosen, found and cut', async () => {
    for (const line of [
      'host 10.0.0.5 = Box',
      'group 239.1.1.10 = Ten',
      'group 239.1.1.2 = Two',
      'segment vlan:20 = Studio',
    ])
      await put(entry(line)).expect(200)
    const rows = async (query: object): Promise<string[]> =>
      (await api.get('/api/v1/names').query(query).expect(200)).body.rows.map(({ name }: { name: string }) => name)
    expect(await rows({})).toEqual(['Studio', 'Two', 'Ten', 'Box'])
    expect(await rows({ kind: 'group' })).toEqual(['Two', 'Ten'])
    expect(await rows({ filter: 'stud' })).toEqual(['Studio'])
    expect(await rows({ filter: '239.1.1.1' })).toEqual(['Ten'])
    expect(await rows({ offset: 1, limit: 2 })).toEqual(['Two', 'Ten'])
    const { body } = await api.get('/api/v1/names').query({ kind: 'group', limit: 1 })
    expect(body).toMatchObject({ total: 4, matching: 2, offset: 0, limit: 1 })
    await api.get('/api/v1/names').query({ kind: 'channel' }).expect(400)
  })

  it('as a file that can be read again', async () => {
    await put(TV)
    const { text, headers } = await api.get('/api/v1/names.csv').expect(200)
    expect(headers['content-type']).toBe('text/csv; charset=utf-8')
    expect(headers['content-disposition']).toBe('attachment; filename="names.csv"')
    expect(text).toBe('kind,subject,on,name\r\ngroup,239.1.1.1,,TV 1\r\n')
    expect((await load(text).expect(200)).body).toMatchObject({ added: 0, changed: 0, same: 1, refusedInAll: 0 })
  })
})

describe('POST /names/import', () => {
  it('reads CSV; a preview changes nothing', async () => {
    const preview = await load('239.1.1.1,TV 1\n239.1.1.1x,No', { kind: 'group', preview: 1 }).expect(200)
    expect(preview.body).toMatchObject({ added: 1, refusedInAll: 1, sample: [TV] })
    expect(desk.entries()).toEqual([])
    await load('239.1.1.1,TV 1', { kind: 'group' }).expect(200)
    expect(desk.entries()).toEqual([TV])
    expect(changes).toBe(1)
  })

  it.each(['text/csv', 'audio/x-mpegurl', 'application/vnd.apple.mpegurl', 'application/octet-stream'])(
    'reads M3U whatever it is called: %s',
    async (type) => {
      const list = Buffer.from('#EXTM3U\n#EXTINF:-1,TV 1\nudp://@239.1.1.1:1234\n')
      expect((await load(list, {}, type).expect(200)).body.sample).toEqual([TV])
    },
  )

  it.each<[string, string | Buffer, string]>([
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0]), 'import-not-text'],
    ['nothing', '', 'import-empty'],
  ])('refuses %s', async (_case, body, code) => {
    expect((await load(body, { kind: 'group' }).expect(400)).body.notice.code).toBe(code)
  })

  it('refuses what a form of another page could send', async () => {
    await load('239.1.1.1,TV', { kind: 'group' }, 'text/plain').expect(415)
    await load('x=y', {}, 'application/x-www-form-urlencoded').expect(415)
    await api.put('/api/v1/names').set('content-type', 'text/plain').send(JSON.stringify(TV)).expect(415)
  })

  it('refuses more than 5 MB', async () => {
    await load('239.1.1.1,TV\n'.repeat(450_000), { kind: 'group' }).expect(413)
  })

  it('refuses a kind that there is not', async () => {
    await load('a,b', { kind: 'channel' }).expect(400)
    await load('a,b', { kind: 'group', more: 1 }).expect(400)
  })
})

describe('who may', () => {
  it('nobody from another page', async () => {
    await put(TV).set('origin', 'https://elsewhere.example').expect(403)
    await load('239.1.1.1,TV', { kind: 'group' }).set('origin', 'https://elsewhere.example').expect(403)
    await api.delete('/api/v1/names').query(TV).set('origin', 'https://elsewhere.example').expect(403)
    expect(desk.entries()).toEqual([])
  })

  it('nobody without the token', async () => {
    api = make(TOKEN)
    await put(TV).expect(401)
    await api.get('/api/v1/names.csv').expect(401)
    await put(TV).set('authorization', `Bearer ${TOKEN}`).expect(200)
  })
})
