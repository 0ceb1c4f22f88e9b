import { expect, it } from 'vitest'
import { Backlog } from '../../../server/history/writing/backlog.ts'

it('lags by the age of the oldest change that is not written', () => {
  const backlog = new Backlog()
  expect(backlog.lag(5)).toBe(0)
  backlog.sent(3, 10)
  backlog.sent(0, 15)
  backlog.sent(2, 20)
  expect(backlog.lag(30)).toBe(20)
  backlog.committed(2)
  expect([backlog.lag(30), backlog.written]).toEqual([20, 2])
  backlog.committed(2)
  expect([backlog.lag(30), backlog.written]).toEqual([10, 4])
  backlog.committed(1)
  expect([backlog.lag(30), backlog.written]).toEqual([0, 5])
})
