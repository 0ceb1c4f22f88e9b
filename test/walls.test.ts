import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import supertest from 'supertest'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createApp } from '../server/http/app.ts'
import { Guard } from '../server/http/guard.ts'
import { viewOf } from '../server/views/index.ts'
import { WallBook } from '../server/walls.ts'
import type { ViewState } from '../shared/live.ts'
import { DEFAULT_WALL, MAX_WALL_ID, MAX_WALLS, WALL_LIMITS, WALL_PAGES, type WallConfig } from '../shared/wall.ts'
import { noDesk } from './http/no-desk.ts'
import { noNames } from './http/no-names.ts'
import { noWalls } from './http/no-walls.ts'
import { subjectOf } from './views/test-subject.ts'

let folder: string
let told: string[]
let changes: number
let book: WallBook
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-walls-'))
  told = []
  changes = 0
  book = open()
})
afterEach(() => rmSync(folder, { recursive: true }))

const open = (at = folder): WallBook =>
  new WallBook(
    at,
    () => (changes += 1),
    (sentence) => told.push(sentence),
  )
const file = (): string => join(folder, 'walls.json')
const studio: WallConfig = { ...DEFAULT_WALL, id: 'studio', title: 'Studio', filter: 'vlan:20', inches: 43 }
const bodyOf = (wall: WallConfig): Partial<WallConfig> => {
  const body: Partial<WallConfig> = { ...wall }
  delete body.id
  return body
}
const ids = (of: WallBook): string[] => of.all().map(({ id }) => id)

describe('the walls', () => {
  it('begin with the one that is always there', () => {
    expect(book.all()).toEqual([DEFAULT_WALL])
    expect(book.delete('wall')).toMatchObject({ code: 'wall-stays' })
    expect(ids(book)).toEqual(['wall'])
    expect(existsSync(file())).toBe(false)
  })

  it('outlive a restart, in the order in which they were made', () => {
    book.put(studio)
    book.put({ ...studio, id: 'a' })
    book.put({ ...DEFAULT_WALL, title: 'Control room' })
    book.put({ ...studio, title: 'Studio 1' })
    expect(changes).toBe(4)
    expect(open().all()).toEqual(book.all())
    expect(ids(book)).toEqual(['wall', 'studio', 'a'])
    book.delete('studio')
    expect(ids(open())).toEqual(['wall', 'a'])
    expect(statSync(file()).mode & 0o777).toBe(0o600)
    expect(told).toEqual([])
  })

  it('are so many and no more; the ones there can still be changed', () => {
    for (let n = 1; n < MAX_WALLS; n += 1) expect(book.put({ ...studio, id: `w${n}` })).toBeNull()
    expect(book.put(studio)).toEqual({ code: 'walls-full', values: { limit: MAX_WALLS } })
    expect(book.put({ ...studio, id: 'w1', title: 'x' })).toBeNull()
    expect(open().all()).toHaveLength(MAX_WALLS)
  })

  it.each([
    ['no JSON', '{'],
    ['another form', '[]'],
    ['a wall without pages', JSON.stringify({ walls: [{ ...studio, pages: [] }] })],
    ['a wall of two lines', JSON.stringify({ walls: [{ ...studio, title: 'a\nb' }] })],
  ])('that cannot be read are kept aside, and that is told: %s', (_name, text) => {
    writeFileSync(file(), text)
    expect(open().all()).toEqual([DEFAULT_WALL])
    expect(told).toEqual([
      expect.stringMatching(/^Cannot read .*walls\.json; walls have to be set up again\. It is kept as /),
    ])
    expect(readFileSync(`${file()}.damaged`, 'utf8')).toBe(text)
  })

  it('hold until the next start where nothing can be written', () => {
    writeFileSync(join(folder, 'no-folder'), '')
    const lost = open(join(folder, 'no-folder'))
    expect(lost.put(studio)).toMatchObject({ code: 'desk-not-kept' })
    expect(ids(lost)).toEqual(['wall', 'studio'])
  })
})

describe('the view of a wall', () => {
  it('has it, and the names of all', () => {
    book.put(studio)
    const view = (id: string): ViewState<'wall'> =>
      viewOf({ ...subjectOf(), walls: book }, { view: 'wall', id }) as ViewState<'wall'>
    const walls = [
      { id: 'wall', title: '' },
      { id: 'studio', title: 'Studio' },
    ]
    expect(view('studio')).toEqual({ head: { wall: studio, walls }, rows: [] })
    expect(view('none').head).toEqual({ wall: null, walls })
    expect(view('__proto__').head.wall).toBeNull()
  })
})

describe('the walls over HTTP', () => {
  const app = () =>
    supertest(
      createApp({
        subject: { ...subjectOf(), walls: book },
        history: null,
        desk: noDesk(),
        names: noNames(),
        ...noWalls(),
        walls: book,
        dryRun: null,
        guard: new Guard({ token: null, allowedHosts: [] }),
        approve: () => null,
        clientFolder: '/nowhere',
        onError: () => undefined,
      }),
    )
  const put = (id: string, body: unknown) =>
    app()
      .put(`/api/v1/walls/${id}`)
      .send(body as object)
  const detail = async (asked: ReturnType<typeof put>, status: number): Promise<string> =>
    ((await asked.expect(status)).body as { detail: string }).detail

  it('are listed, set up, changed and deleted', async () => {
    expect((await app().get('/api/v1/walls').expect(200)).body).toEqual({ walls: [DEFAULT_WALL] })
    expect((await put('studio', bodyOf(studio)).expect(200)).body).toEqual(studio)
    await put('studio', { ...bodyOf(studio), title: '  Studio 1 ', segment: 'eth1/20' }).expect(200)
    expect(book.all()[1]).toEqual({ ...studio, title: 'Studio 1', segment: 'eth1/20' })
    await app().delete('/api/v1/walls/studio').expect(204)
    expect(book.all()).toEqual([DEFAULT_WALL])
    expect(await detail(app().delete('/api/v1/walls/studio'), 404)).toBe('There is no wall studio.')
    expect(await detail(app().delete('/api/v1/walls/wall'), 409)).toMatch(/^The wall wall is always there/)
  })

  it.each<[string, Partial<Record<keyof WallConfig | 'x', unknown>>, RegExp]>([
    ['a title that is too long', { title: 'x'.repeat(WALL_LIMITS.title + 1) }, /title: it has at most 40 characters/],
    ['a title that turns round', { title: 'a\u202eb' }, /title: it is one line of text/],
    ['a title of two lines', { title: 'a\u2028b' }, /title: it is one line of text/],
    ['no pages', { pages: [] }, /pages: a wall has one page at least/],
    ['a page twice', { pages: ['churn', 'churn'] }, /pages: each page stands there once/],
    ['a page that is none', { pages: ['groups'] }, /pages\.0: it is one of overview/],
    ['too near', { metres: 0.1 }, /metres: it must be 0\.3 at least/],
    ['too small', { inches: 5 }, /inches: it must be 10 at least/],
    ['a number that is none', { inches: '55' }, /inches: /],
    ['too quick', { every: 1_000 }, /every: it must be 5000 at least/],
    ['a segment without a name', { segment: '' }, /segment: it is the path/],
    ['something more', { x: 1 }, /^The body has to have title, filter, inches/],
    ['a filter that is too long', { filter: 'x'.repeat(5_000) }, /filter: it has at most/],
    ['a filter that cannot be read', { filter: 'vlan:20 oops:1' }, /^filter, column 9: /],
    ['a filter of something else', { filter: 'group:239.1.1.1' }, /^filter, column 1: /],
  ])('refuse %s', async (_name, over, words) => {
    expect(await detail(put('studio', { ...bodyOf(studio), ...over }), 400)).toMatch(words)
    expect(book.all()).toEqual([DEFAULT_WALL])
  })

  it.each(['Studio', 'a b', 'x'.repeat(MAX_WALL_ID + 1), '%2e%2e', '__proto__'])('refuse the name %s', async (id) => {
    expect(await detail(put(id, bodyOf(studio)), 400)).toMatch(/^The name of a wall: it /)
  })

  it('take all pages there are, and no body that a form could send', async () => {
    await put('all', { ...bodyOf(studio), pages: [...WALL_PAGES] }).expect(200)
    await app().put('/api/v1/walls/all').type('form').send('title=x').expect(415)
    await app().put('/api/v1/walls/all').set('origin', 'http://evil.example').send(bodyOf(studio)).expect(403)
  })
})
