import { describe, expect, it } from 'vitest'
import { InTurns } from '../../server/http/in-turns.ts'
import type { Work } from '../../server/views/work.ts'

function* work(parts: number, ends: () => number): Work<number> {
  for (let part = 0; part < parts; part += 1) yield
  return ends()
}

describe('the work of many requests', () => {
  it('is so much and no more; who comes when some is done is served', async () => {
    const turns = new InTurns()
    let ended = 0
    let goesOn = false
    function* held(): Work<number> {
      while (!goesOn) yield
      return (ended += 1)
    }
    const all = Array.from({ length: 200 }, () => turns.do(held()))
    await expect(turns.do(work(1, () => 0))).rejects.toMatchObject({ status: 503, retryAfter: 2 })
    goesOn = true
    await Promise.all(all)
    expect(ended).toBe(200)
    expect(await turns.do(work(3, () => 7))).toBe(7)
  })

  it('that fails makes room too', async () => {
    const turns = new InTurns()
    const failing = (): Promise<number> =>
      turns.do(
        work(1, () => {
          throw new Error('a fault')
        }),
      )
    for (let i = 0; i < 3; i += 1) {
      const failed = await Promise.allSettled(Array.from({ length: 100 }, failing))
      expect(failed.every(({ status }) => status === 'rejected')).toBe(true)
    }
    expect(await turns.do(work(1, () => 7))).toBe(7)
  })
})
