import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Changes, diff } from '../../server/live/diff.ts'
import { equal } from '../../server/live/equal.ts'
import { fold, type ViewState } from '../../shared/live.ts'
import type { TopGroup } from '../../shared/membership.ts'

/** Any state of a view that has this shape; few keys, so that two of them share some. */
type State = ViewState<'sources'>
const state = fc
  .record({
    remedy: fc.option(fc.constantFrom('a', 'b')),
    rows: fc.uniqueArray(
      fc.record({ key: fc.constantFrom('1', '2', '3', '4', '5'), frames: fc.nat(2), limits: fc.array(fc.nat(1)) }),
      { selector: ({ key }) => key },
    ),
  })
  .map(({ remedy, rows }) => ({ head: { captureRemedy: remedy }, rows }) as unknown as State)

describe('a change', () => {
  it('folded over what was gives what is', () => {
    fc.assert(
      fc.property(state, state, (before, after) => {
        const change = diff(before, after)
        expect(change === null).toBe(equal(before, after))
        if (change) expect(fold<'sources'>(before, { seq: 1, ...(change as object) })).toEqual(after)
      }),
    )
  })

  it('carries only what changed', () => {
    const row = (key: string, frames: number) => ({ key, frames })
    const before = { head: { captureRemedy: null }, rows: [row('a', 1), row('b', 1)] } as unknown as State
    const after = { head: { captureRemedy: null }, rows: [row('a', 1), row('b', 2)] } as unknown as State
    expect(diff(before, after)).toEqual({ upsert: [row('b', 2)] })
    expect(diff(after, { ...after, rows: [...after.rows].reverse() })).toEqual({ order: ['b', 'a'] })
    expect(diff(after, { ...after, head: { ...after.head, captureRemedy: 'x' } })).toEqual({
      head: { captureRemedy: 'x' },
    })
  })

  it('of a tail carries what came at its front alone', () => {
    const row = (key: string) => ({ key, frames: 1 })
    const of = (...keys: string[]) => ({ head: { captureRemedy: null }, rows: keys.map(row) }) as unknown as State
    const before = of('c', 'b', 'a')
    for (const [after, keys] of [
      [of('d', 'c', 'b'), ['d']],
      [of('e', 'd', 'c', 'b', 'a'), ['e', 'd']],
      [of('f', 'e', 'd', 'c'), ['f', 'e', 'd']],
    ] as const) {
      const change = diff(before, after)
      expect(change).toEqual({ upsert: keys.map(row), front: { keys, length: after.rows.length } })
      expect(fold<'sources'>(before, { seq: 1, ...(change as object) })).toEqual(after)
    }
    expect(diff(before, of('d', 'c', 'a'))).toMatchObject({ order: ['d', 'c', 'a'] })
    expect(diff(before, of('f', 'e', 'd'))).toMatchObject({ order: ['f', 'e', 'd'] })
  })

  it('is worked out once for all who go the same way', () => {
    const changes = new Changes()
    const [before, after] = [
      { head: {}, rows: [] },
      { head: {}, rows: [] },
    ] as unknown as [State, State]
    expect(changes.between(before, after)).toBeNull()
    const more = { head: {}, rows: [{ key: 'a' }] } as unknown as State
    expect(changes.between(before, more)).toBe(changes.between(before, more))
  })
})

describe('equality', () => {
  it('is that of JSON', () => {
    const top: TopGroup = { segment: 'a', group: 'b', name: null, confirmed: 1, presumed: 0, state: 'ok' }
    expect(equal([top], [{ ...top }])).toBe(true)
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), fc.jsonValue({ maxDepth: 3 }), (a, b) => {
        const text = (value: unknown): string => JSON.stringify(value, (_, v: unknown) => sortedKeys(v))
        expect(equal(a, structuredClone(a))).toBe(true)
        expect(equal(a, b)).toBe(text(a) === text(b))
      }),
    )
  })
})

const sortedKeys = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value
