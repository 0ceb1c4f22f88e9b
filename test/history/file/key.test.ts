import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Keys, slotOf, timeOf, type KeyStore } from '../../../server/history/file/key.ts'
import { KINDS, packWhat, readWhat, REASONS, slipOf, withSlip } from '../../../server/history/file/what.ts'

const BASE = Date.UTC(2026, 0, 1)

class Rows implements KeyStore {
  readonly ids: number[] = []
  last(): number | null {
    return this.ids.length === 0 ? null : Math.max(...this.ids)
  }
  lastBelow(limit: number): number | null {
    const below = this.ids.filter((id) => id < limit)
    return below.length === 0 ? null : Math.max(...below)
  }
}

describe('ids that are times', () => {
  it('whatever the order of the times: each row has its own id and tells its time', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3_000 }), (offsets) => {
        const rows = new Rows()
        const keys = new Keys(rows, () => 0)
        for (const offset of offsets) {
          const at = BASE + offset
          const { id, slip } = keys.take(at)
          expect(rows.ids).not.toContain(id)
          expect(timeOf(id, slip)).toBe(at)
          rows.ids.push(id)
        }
      }),
      { numRuns: 20 },
    )
  })

  it('rows that come in the order of time have ids in that order, a thousand at one time too', () => {
    const rows = new Rows()
    const keys = new Keys(rows, () => 0)
    for (const at of [...Array.from({ length: 1_300 }, () => BASE), BASE + 1, BASE + 2, BASE + 900]) {
      rows.ids.push(keys.take(at).id)
    }
    expect(rows.ids).toEqual([...rows.ids].sort((a, b) => a - b))
    expect(rows.ids.at(-1)).toBe(slotOf(BASE + 900))
  })

  it('goes on behind the rows of the last run', () => {
    const rows = new Rows()
    rows.ids.push(slotOf(BASE) + 600) // slipped by one
    const { id, slip } = new Keys(rows, () => 1).take(BASE)
    expect([id, slip]).toEqual([slotOf(BASE) + 601, 1])
  })

  it.each([Number.NEGATIVE_INFINITY, -1e20, 1e20, Infinity])('a broken clock (%d) gives an id all the same', (at) => {
    expect(Number.isSafeInteger(slotOf(at))).toBe(true)
  })
})

it('all that is small about an event goes into one integer and comes back', () => {
  fc.assert(
    fc.property(
      fc.record({
        kind: fc.constantFrom(...KINDS),
        version: fc.constantFrom(1 as const, 2 as const, 3 as const),
        mode: fc.constantFrom('INCLUDE' as const, 'EXCLUDE' as const),
        versions: fc.integer({ min: 0, max: 7 }),
        wasMode: fc.constantFrom('INCLUDE' as const, 'EXCLUDE' as const),
        wasState: fc.constantFrom('confirmed' as const, 'presumed' as const),
        reason: fc.constantFrom(...REASONS),
      }),
      fc.integer({ min: 0, max: 60_000 }),
      (what, slip) => {
        const stored = withSlip(packWhat(what), slip)
        expect(readWhat(stored)).toEqual(what)
        expect(slipOf(stored)).toBe(slip)
      },
    ),
  )
})
