import { describe, expect, it } from 'vitest'
import { SequenceGaps } from '../../server/decode/sequence.ts'

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => (from + i) >>> 0)

describe('SequenceGaps', () => {
  const cases: readonly (readonly [string, readonly number[], number, number])[] = [
    ['a whole row', range(0, 10), 0, 0],
    ['the first number is any', range(4_000_000_000, 4_000_000_010), 0, 0],
    ['one is missing', [1, 2, 4], 1, 0],
    ['many are missing', [1, 1_001], 999, 0],
    ['a late one was not lost', [1, 2, 4, 3, 5], 0, 1],
    ['two late ones, the later first', [1, 4, 3, 2, 5], 0, 2],
    ['a copy is neither', [1, 2, 2, 3, 3], 0, 0],
    ['a copy of a late one', [1, 3, 2, 2, 4], 0, 1],
    ['one that comes after 65 others stays lost', [0, ...range(2, 67), 1], 1, 0],
    ['the numbers wrap', [0xfffffffe, 0xffffffff, 0, 1], 0, 0],
    ['a gap at the wrap', [0xfffffffe, 1], 2, 0],
    ['a late one at the wrap', [0xfffffffe, 0, 0xffffffff, 1], 0, 1],
    ['a sender that begins anew', [90_000, 90_001, 0, 1, 2], 0, 0],
    ['a sender that begins anew soon after its start', [...range(0, 40), ...range(0, 100)], 0, 0],
    ['a sender that jumps far ahead', [5, 3_000_000_000, 3_000_000_001], 0, 0],
    ['a loss after it began anew', [90_000, 0, 1, 3], 1, 0],
    ['one that comes after 70 others is no new beginning', [0, ...range(2, 72), 1, ...range(72, 80)], 1, 0],
    ['a sender that does not count', [0, 0, 0, 0], 0, 0],
  ]
  it.each(cases)('%s', (_name, numbers, lost, reordered) => {
    const gaps = new SequenceGaps()
    for (const number of numbers) gaps.see(number)
    expect({ lost: gaps.lost, reordered: gaps.reordered }).toEqual({ lost, reordered })
  })

  it('counts a loss of any size up to half a second of a full link once', () => {
    for (const gap of [1, 63, 64, 65, 1_000, 65_535]) {
      const gaps = new SequenceGaps()
      for (const number of [10, 11 + gap, 12 + gap]) gaps.see(number)
      expect(gaps.lost).toBe(gap)
    }
  })
})
