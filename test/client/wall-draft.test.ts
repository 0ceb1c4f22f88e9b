import { describe, expect, it } from 'vitest'
import { draftOf, newDraft, wallOf, wrongIn, type WallDraft } from '../../client/wall/draft.ts'
import { DEFAULT_WALL, type WallConfig } from '../../shared/wall.ts'

const noc: WallConfig = {
  id: 'noc-1',
  title: 'NOC',
  filter: 'vlan:10|20',
  inches: 43,
  metres: 3.5,
  pages: ['overview', 'churn'],
  every: 15_000,
  segment: null,
  sound: true,
}

describe('a wall as it is typed', () => {
  it('comes back as it was', () => {
    expect(wallOf(draftOf(noc))).toEqual(noc)
    expect(wrongIn(draftOf(noc), ['wall'])).toEqual([])
  })
  it('begins as the one that is always there, without its name', () => {
    expect(wallOf({ ...newDraft(), id: 'new' })).toEqual({ ...DEFAULT_WALL, id: 'new' })
  })
  it('has its pages in one order, and spaces around nothing', () => {
    const draft: WallDraft = { ...draftOf(noc), title: ' NOC ', pages: ['segment', 'overview'], segment: ' eth1/10 ' }
    expect(wallOf(draft)).toMatchObject({ title: 'NOC', pages: ['overview', 'segment'], segment: 'eth1/10' })
  })
  it.each<[string, Partial<WallDraft>, string, string]>([
    ['no name', { id: '' }, 'id', 'id'],
    ['a name that would be a path', { id: '../x' }, 'id', 'id'],
    ['a name of 33 letters', { id: 'a'.repeat(33) }, 'id', 'id'],
    ['a name that is taken', { id: 'wall' }, 'id', 'taken'],
    ['a title of 41 letters', { title: 'a'.repeat(41) }, 'title', 'title'],
    ['no diagonal', { inches: '' }, 'inches', 'range'],
    ['a screen like a stamp', { inches: 9 }, 'inches', 'range'],
    ['what is no number', { metres: Number.NaN }, 'metres', 'range'],
    ['pages that flicker', { every: 4 }, 'every', 'range'],
    ['no page', { pages: [] }, 'pages', 'pages'],
  ])('is refused with %s', (_what, over, field, code) => {
    expect(wrongIn({ ...draftOf(noc), ...over }, ['wall'])).toEqual([expect.objectContaining({ field, code })])
  })
})
