// @vitest-environment jsdom
import './english.ts'
import { mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import WallTiles from '../../client/components/wall/WallTiles.vue'
import type { Totals } from '../../shared/membership.ts'

const totals = (more: Partial<Totals> = {}): Totals => ({
  groups: 20,
  withoutMember: 0,
  linkLocalGroups: 0,
  hosts: 50,
  confirmed: 60,
  presumed: 0,
  unknown: 0,
  queriers: 1,
  segments: 2,
  ...more,
})
const tiles = (props: Partial<InstanceType<typeof WallTiles>['$props']> = {}): string[] => {
  const wall = mount(WallTiles, {
    props: {
      totals: totals(),
      hourAgo: totals({ groups: 18, hosts: 50 }),
      stale: false,
      partly: false,
      critical: false,
      lacking: false,
      usual: { groups: null, hosts: null, memberships: null },
      columns: 4,
      ...props,
    },
  })
  return wall.findAll('.value').map((value) => `${value.classes('bad') ? '!' : ''}${value.text()}`)
}
const range = (low: number, high: number) => ({ low, high, days: 7 })

it.each([
  ['nothing is known of other days', null, '20+2 in 1 h'],
  ['it is as usual', range(18, 20), '20+2 in 1 h'],
  ['there are fewer than usual', range(64, 85), '2064–85 usual'],
  ['there are more than usual', range(3, 3), '203 usual'],
])('beside a number stands its change, or what is usual: %s', (_, groups, said) => {
  expect(tiles({ usual: { groups, hosts: null, memberships: null } })[0]).toBe(said)
})

it('a segment that needs no querier lacks none', () => {
  expect(tiles({ lacking: false })[3]).toBe('1of 20 in 1 h')
  expect(tiles({ lacking: true })[3]).toBe('!1of 20 in 1 h')
})
