import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Board } from '../../server/live/board.ts'
import { checkId, checkRequest } from '../../server/live/request.ts'
import { Viewer } from '../../server/live/viewer.ts'
import { MAX_PAGE, MAX_VIEWS } from '../../shared/live.ts'
import { subjectOf, TestTap } from '../views/test-subject.ts'
import { Page } from './page.ts'

const rethrow = (error: unknown): never => {
  throw error
}

const LIST = { filter: '', sort: 'group', offset: 0, limit: 10 }

describe('what a viewer may ask for', () => {
  it.each([
    [{ view: 'overview' }],
    [{ view: 'overview', filter: 'vlan:20' }],
    [{ view: 'wall', id: 'studio' }],
    [{ view: 'groups', ...LIST }],
    [{ view: 'groups', ...LIST, sort: '-confirmed', linkLocal: true }],
    [{ view: 'group', segment: 'eth1/10', group: '239.1.1.1' }],
    [{ view: 'hosts', ...LIST, sort: '-groups' }],
    [{ view: 'host', segment: 'eth1/10', ip: '0.0.0.0', mac: '02:00:00:00:00:01' }],
    [{ view: 'host', segment: 'eth1/10', ip: '10.0.0.1', mac: null }],
    [{ view: 'group', segment: 'eth1/10', group: 'ff0e:1111:2222:3333:4444:5555:6666:7777' }],
    [{ view: 'queriers' }],
    [{ view: 'sources' }],
    [{ view: 'findings', state: 'open', limit: 50 }],
    [{ view: 'findings', state: 'all', severity: 'critical', code: 'loop', segment: 'eth1/10', limit: 50 }],
    [{ view: 'subscriptions', filter: '', hosts: 40, groups: 60 }],
  ])('%j', (request) => {
    expect(checkRequest(request)).toMatchObject({ error: null, value: request })
  })

  it.each([
    [null, ''],
    ['overview', ''],
    [{ view: 'everything' }, 'view'],
    [{ view: 'wall' }, 'id'],
    [{ view: 'wall', id: 'x'.repeat(100) }, 'id'],
    [{ view: 'overview', filter: 'x'.repeat(2_000) }, 'filter'],
    [{ view: 'groups' }, 'filter'],
    [{ view: 'findings', limit: 0 }, 'limit'],
    [{ view: 'findings', limit: 5, severity: 'bad' }, 'severity'],
    [{ view: 'findings', limit: 5, code: 'nothing' }, 'code'],
    [{ view: 'findings', limit: 5, state: 'ajar' }, 'state'],
    [{ view: 'groups', ...LIST, sort: 'colour' }, 'sort must be one of'],
    [{ view: 'hosts', ...LIST, sort: 'expiresAt' }, 'sort must be one of'],
    [{ view: 'groups', ...LIST, limit: MAX_PAGE + 1 }, 'limit'],
    [{ view: 'groups', ...LIST, limit: 0 }, 'limit'],
    [{ view: 'groups', ...LIST, offset: -1 }, 'offset'],
    [{ view: 'groups', ...LIST, offset: 0.5 }, 'offset'],
    [{ view: 'groups', ...LIST, filter: 'x'.repeat(2_000) }, 'filter'],
    [{ view: 'group', segment: 'x'.repeat(500), group: '239.1.1.1' }, 'segment'],
    [{ view: 'host', segment: 'eth1/10', ip: '10.0.0.1' }, 'mac'],
    [{ view: 'subscriptions', filter: '', hosts: 100_000, groups: 1 }, 'hosts'],
  ])('but not %j', (request, words) => {
    const { error } = checkRequest(request)
    expect(error).toContain(words)
    expect(error).toMatch(/^This request is not understood: .+\.$/)
  })

  it('requests that ask for the same are the same', () => {
    const one = checkRequest({ view: 'groups', ...LIST })
    const other = checkRequest({
      limit: 10,
      offset: 0,
      sort: 'group',
      linkLocal: false,
      filter: '',
      view: 'groups',
      extra: 1,
    })
    expect(JSON.stringify(one)).toBe(JSON.stringify(other))
  })

  it('nothing that comes makes it fail', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const { error } = checkRequest(value)
        expect(typeof error).toBe('string')
        if (!(typeof value === 'number' && value >= 0)) expect(checkId(value).error).not.toBeNull()
      }),
    )
  })
})

describe('a viewer is bounded', () => {
  const viewerOf = (): { viewer: Viewer; board: Board; pages: Page[]; tick: (ms: number) => void } => {
    let now = 0
    const board = new Board(subjectOf(new TestTap('tap')), () => now, rethrow)
    const pages = Array.from({ length: 200 }, () => new Page())
    const outlet = {
      snapshot: (...args: Parameters<Page['snapshot']>) => pages[args[0]]?.snapshot(...args),
      change: (...args: Parameters<Page['change']>) => pages[args[0]]?.change(...args),
      isFull: () => false,
    }
    const tick = (ms: number): void => {
      now += ms
      board.tick()
      board.work()
    }
    return { viewer: new Viewer(board, outlet, () => now), board, pages, tick }
  }

  it('in its views', () => {
    const { viewer } = viewerOf()
    for (let id = 0; id < MAX_VIEWS; id += 1) expect(viewer.watch(id, { view: 'sources' })).toBeNull()
    expect(viewer.watch(MAX_VIEWS, { view: 'sources' })).toContain(`at most ${MAX_VIEWS} views`)
    expect(viewer.watch(0, { view: 'overview' })).toBeNull()
    viewer.unwatch(3)
    expect(viewer.watch(MAX_VIEWS, { view: 'sources' })).toBeNull()
    expect(viewer.views).toBe(MAX_VIEWS)
  })

  it('in its requests a second', () => {
    const { viewer, tick } = viewerOf()
    const answers = Array.from({ length: 60 }, () => viewer.watch(1, { view: 'sources' }))
    expect(answers.filter((answer) => answer === null)).toHaveLength(50)
    expect(answers.at(-1)).toContain('requests in a second')
    tick(1_000)
    expect(viewer.watch(1, { view: 'sources' })).toBeNull()
  })

  it('in what is under way to views it has left', () => {
    const { viewer, tick, pages } = viewerOf()
    const answers: (string | null)[] = []
    for (let id = 0; id < 100; id += 1) {
      answers.push(viewer.watch(id, { view: 'sources' }))
      tick(1_000)
      viewer.unwatch(id)
    }
    const sent = pages.reduce((sum, { waiting }) => sum + waiting, 0)
    expect(sent).toBe(answers.filter((answer) => answer === null).length)
    expect(sent).toBeLessThan(60)
    expect(answers.at(-1)).toContain('not been acknowledged')
    pages.forEach((page) => page.readAll())
    expect(viewer.watch(150, { view: 'sources' })).toBeNull()
  })

  it('leaves nothing behind', () => {
    const { viewer, board } = viewerOf()
    viewer.watch(1, { view: 'sources' })
    viewer.watch(2, { view: 'overview' })
    viewer.leave()
    expect([viewer.views, board.size]).toEqual([0, 0])
  })
})
