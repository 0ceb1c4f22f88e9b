import { describe, expect, it } from 'vitest'
import { MOST_HEARD, NewAlarms } from '../../client/wall/alarms.ts'
import { mayReload } from '../../client/wall/quiet.ts'
import { neighbour, turned, type Hand } from '../../client/wall/rotation.ts'
import { HOUR, MINUTE, SECOND } from '../../shared/time.ts'
import type { WallPage } from '../../shared/wall.ts'
import { NOW } from './segment.ts'

const PAGES = ['overview', 'queriers', 'churn'] as const
const EVERY = 20 * SECOND
/** A moment at which the first page begins. */
const BEGIN = Math.floor(NOW / (3 * EVERY)) * 3 * EVERY

describe('the pages of a wall', () => {
  const at = (after: number, over: { critical?: boolean; hand?: Hand | null; pages?: readonly WallPage[] } = {}) =>
    turned({ pages: PAGES, every: EVERY, now: BEGIN + after, critical: false, hand: null, ...over })

  it.each([
    [0, 'overview', 1],
    [EVERY - 1, 'overview', 1],
    [EVERY, 'queriers', 2],
    [2 * EVERY, 'churn', 3],
    [3 * EVERY, 'overview', 1],
  ])('turn by the clock: after %i ms', (after, page, place) => {
    expect(at(after)).toEqual({ page, place, held: null })
  })

  const shortly: Hand = { page: 'churn', until: BEGIN + EVERY }
  const held: Hand = { page: 'queriers', until: null }
  it.each<[string, Parameters<typeof at>, object]>([
    ['something critical: the overview is held', [EVERY, { critical: true }], { page: 'overview', held: 'critical' }],
    ['a page that was turned to stays for its time', [5, { hand: shortly }], { page: 'churn', held: null }],
    ['even beside something critical', [5, { hand: shortly, critical: true }], { page: 'churn', held: null }],
    ['and then the clock goes on', [EVERY, { hand: shortly }], { page: 'queriers', held: null }],
    ['a page that is held stays', [50 * EVERY, { hand: held }], { page: 'queriers', held: 'hand' }],
    ['but not beside something critical', [0, { hand: held, critical: true }], { page: 'overview', held: 'critical' }],
    ['one page alone is never held', [0, { pages: ['churn'], critical: true }], { page: 'churn', held: null }],
    [
      'the overview is shown though it is none of the pages',
      [0, { pages: ['churn', 'segment'], critical: true }],
      { page: 'overview', place: 0, held: 'critical' },
    ],
    [
      'a page that is held and was taken out of the wall is let go',
      [0, { pages: ['churn', 'overview'], hand: held }],
      { held: null },
    ],
  ])('%s', (_what, [after, over], is) => {
    expect(at(after, over)).toMatchObject(is)
  })

  it.each<[WallPage, 1 | -1, WallPage]>([
    ['overview', 1, 'queriers'],
    ['churn', 1, 'overview'],
    ['overview', -1, 'churn'],
    ['segment', 1, 'overview'],
    ['segment', -1, 'churn'],
  ])('from %s by %i to %s', (page, step, to) => {
    expect(neighbour(PAGES, page, step)).toBe(to)
  })
})

describe('a new build', () => {
  const moment = {
    outdatedSince: NOW - 5,
    now: NOW,
    connected: true,
    critical: false,
    counting: false,
    touchedAt: null,
  }
  it.each<[string, Partial<Parameters<typeof mayReload>[0]>, boolean]>([
    ['in a quiet moment', {}, true],
    ['not while it is the same', { outdatedSince: null }, false],
    ['not while the server is away', { connected: false }, false],
    ['not beside something critical', { critical: true }, false],
    ['not in the middle of a countdown', { counting: true }, false],
    ['not under somebody’s hands', { touchedAt: NOW - 59 * SECOND }, false],
    ['a minute after somebody was there', { touchedAt: NOW - MINUTE }, true],
    ['after an hour in any case', { outdatedSince: NOW - HOUR, critical: true, counting: true, touchedAt: NOW }, true],
    ['but never without a server', { outdatedSince: NOW - HOUR, connected: false }, false],
  ])('%s', (_what, over, is) => {
    expect(mayReload({ ...moment, ...over })).toBe(is)
  })
})

describe('alarms that are new', () => {
  it('are none when the page comes, each once, and not again when it is told again', () => {
    const alarms = new NewAlarms()
    expect(alarms.take(['a'])).toEqual([])
    expect(alarms.take(['a', 'b'])).toEqual(['b'])
    expect(alarms.take(['a'])).toEqual([])
    expect(alarms.take(['a', 'b', 'c'])).toEqual(['c'])
  })
  it('are kept to a bound: those that were open last', () => {
    const alarms = new NewAlarms()
    alarms.take(['first'])
    alarms.take(Array.from({ length: MOST_HEARD }, (_, i) => `k${i}`))
    expect(alarms.take(['first', `k${MOST_HEARD - 1}`])).toEqual(['first'])
  })
})
