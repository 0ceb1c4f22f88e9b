import { describe, expect, it } from 'vitest'
import { AT_ONCE, MAX_OF_ONE, MAX_WAITING, TooManyWait, Waiting } from '../../server/access/waiting.ts'

/** Work that ends when it is told to. */
function works() {
  const running: (() => void)[] = []
  let most = 0
  const work = () =>
    new Promise<void>((resolve) => {
      running.push(resolve)
      most = Math.max(most, running.length)
    })
  const endOne = async (): Promise<void> => {
    // What was just asked for has begun by then.
    await new Promise((resolve) => setImmediate(resolve))
    running.shift()?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { work, endOne, most: () => most, running: () => running.length }
}

describe('work that takes turns', () => {
  it('is done at most two at a time, in the order in which it came', async () => {
    const [waiting, { work, endOne, most, running }] = [new Waiting(), works()]
    const done: number[] = []
    const all = Array.from({ length: 6 }, (_, i) => waiting.turn(`10.0.0.${i}`, work).then(() => done.push(i)))
    await new Promise((resolve) => setImmediate(resolve))
    expect(running()).toBe(AT_ONCE)
    for (let i = 0; i < 6; i += 1) await endOne()
    await Promise.all(all)
    expect(done).toEqual([0, 1, 2, 3, 4, 5])
    expect(most()).toBe(AT_ONCE)
  })

  it('one who sends many waits alone', async () => {
    const [waiting, { work, endOne }] = [new Waiting(), works()]
    const mine = Array.from({ length: MAX_OF_ONE }, () => waiting.turn('10.0.0.1', work))
    await expect(waiting.turn('10.0.0.1', work)).rejects.toBeInstanceOf(TooManyWait)
    const other = waiting.turn('10.0.0.2', work)
    for (let i = 0; i <= MAX_OF_ONE; i += 1) await endOne()
    await Promise.all([...mine, other])
    const again = waiting.turn('10.0.0.1', work)
    await endOne()
    await again
  })

  it('of many a bounded number waits', async () => {
    const [waiting, { work, endOne }] = [new Waiting(), works()]
    const all = Array.from({ length: AT_ONCE + MAX_WAITING }, (_, i) => waiting.turn(`a${i}`, work))
    await expect(waiting.turn('more', work)).rejects.toBeInstanceOf(TooManyWait)
    await new Promise((resolve) => setImmediate(resolve))
    for (let i = 0; i < all.length; i += 1) await endOne()
    await Promise.all(all)
  })

  it('work that fails gives its place back', async () => {
    const waiting = new Waiting()
    for (let i = 0; i < 10; i += 1) {
      await expect(waiting.turn('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    }
    expect(await waiting.turn('a', () => Promise.resolve(7))).toBe(7)
  })
})
