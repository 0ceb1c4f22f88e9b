import { expect, it, vi } from 'vitest'
import { DemoSource } from '../../../server/capture/simulated.ts'
import { MINUTE } from '../../../shared/time.ts'

const START = Date.UTC(2025, 10, 26)

it('tells its past, then lives by the wall clock, and hands over nothing after it was stopped', async () => {
  let wall = START
  const source = new DemoSource({ past: 10 * MINUTE, now: () => wall })
  const times: number[] = []
  const states: string[] = []
  const found = (): never => {
    throw new Error('nobody sends to a simulated network')
  }
  source.start({ frame: ({ at }) => times.push(at), state: () => states.push(source.status().state), found })
  expect(times).toEqual([])
  expect(source.status().state).toBe('starting')
  await vi.waitUntil(() => source.status().state === 'running')
  expect(times[0]).toBeGreaterThanOrEqual(START - 10 * MINUTE)
  expect(times.at(-1)).toBeGreaterThan(START - MINUTE)
  expect(times.at(-1)).toBeLessThanOrEqual(START)

  const told = times.length
  wall += 5 * MINUTE
  await vi.waitUntil(() => times.length > told && (times.at(-1) ?? 0) > START + 4 * MINUTE)
  await source.stop()
  await source.stop()
  const stopped = times.length
  wall += 5 * MINUTE
  await new Promise((resolve) => setTimeout(resolve, 120))
  expect(times).toHaveLength(stopped)
  expect(states).toEqual(['running', 'ended'])
})
