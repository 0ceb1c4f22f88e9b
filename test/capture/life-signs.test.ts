import { describe, expect, it } from 'vitest'
import { LifeSigns } from '../../server/capture/life-signs.ts'
import { HOUR, SECOND } from '../../shared/time.ts'

const T = 1_000_000_000_000

describe('signs of life', () => {
  it('the last one is the latest of what was said and seen', () => {
    const signs = new LifeSigns(T, 2)
    signs.seen(T + 5 * SECOND)
    signs.seen(T + 3 * SECOND)
    expect(signs.lastAt).toBe(T + 5 * SECOND)
  })

  it('too many questions without an answer', () => {
    const signs = new LifeSigns(T, 2)
    signs.asked(T + SECOND)
    expect(signs.hangs).toBe(false)
    signs.asked(T + 2 * SECOND)
    expect(signs.hangs).toBe(true)
    signs.seen(T + 3 * SECOND)
    expect(signs.hangs).toBe(false)
  })

  it.each([HOUR, 24 * HOUR])('of a clock that was set back by %d ms the last one is none of the future', (by) => {
    const signs = new LifeSigns(T, 15)
    signs.seen(T + 9 * SECOND)
    // It lived until then, and answers no more.
    const set = T + 10 * SECOND - by
    for (let n = 0; n < 15; n += 1) signs.asked(set + n * SECOND)
    expect(signs.hangs).toBe(true)
    expect(signs.lastAt).toBe(set)
    signs.seen(set + 20 * SECOND)
    expect(signs.lastAt).toBe(set + 20 * SECOND)
  })
})
