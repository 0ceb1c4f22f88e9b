import { describe, expect, it } from 'vitest'
import { soonest } from '../../server/views/soonest.ts'
import { done } from '../../server/views/work.ts'

describe('what ends next', () => {
  it.each<[string, number[], number[]]>([
    ['nothing', [], []],
    ['fewer than are shown, in order', [3, 1, 2], [1, 2, 3]],
    ['the first five of many', [9, 4, 7, 1, 8, 2, 6, 3, 5], [1, 2, 3, 4, 5]],
    ['what has ended has no end', [3, Infinity, 1, Infinity], [1, 3]],
    ['equals', [2, 2, 1, 2, 2, 2, 1], [1, 1, 2, 2, 2]],
  ])('%s', (_, ends, expected) => {
    expect(done(soonest(ends, (end) => end)).map(({ item, at }) => [item, at])).toEqual(
      expected.map((end) => [end, end]),
    )
  })
})
