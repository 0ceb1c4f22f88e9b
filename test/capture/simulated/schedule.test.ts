import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Schedule } from '../../../server/capture/simulated/schedule.ts'

it('runs every timer once, in order of time and of setting, except the cancelled ones', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(20), fc.boolean())), fc.array(fc.nat(20)), (timers, stops) => {
      const schedule = new Schedule(0)
      const seen: number[] = []
      const set = timers.map(([delay], index) => schedule.after(delay, () => seen.push(index)))
      timers.forEach(([, cancelled], index) => cancelled && schedule.cancel(set[index]))
      for (const stop of stops.sort((a, b) => a - b)) schedule.runUntil(stop)
      schedule.runUntil(20)
      const expected = timers
        .map(([delay, cancelled], index) => ({ delay, cancelled, index }))
        .filter(({ cancelled }) => !cancelled)
        .sort((a, b) => a.delay - b.delay || a.index - b.index)
      expect(seen).toEqual(expected.map(({ index }) => index))
    }),
  )
})

it('runs what a timer sets for the same time', () => {
  const schedule = new Schedule(100)
  const seen: number[] = []
  schedule.after(5, () => schedule.after(0, () => seen.push(schedule.now)))
  schedule.runUntil(105)
  expect(seen).toEqual([105])
})
