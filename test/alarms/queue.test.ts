import { describe, expect, it } from 'vitest'
import { backOff, GIVES_UP, retryAfter } from '../../server/alarms/back-off.ts'
import { DeliveryQueue, MAX_QUEUED, MAX_QUEUED_CHARACTERS, type Queued } from '../../server/alarms/queue.ts'
import { notice } from '../../shared/notice.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../shared/time.ts'
import { messageOf, told } from './alarms.ts'

const T = 1_000_000_000_000
const queued = (id: number, more: Partial<Queued> = {}): Queued => ({
  ...{ id, delivery: `d-${id}`, at: T, message: messageOf(told()), headline: 'x', attempts: 0, lastAttemptAt: null },
  ...{ trouble: null, leapt: 0 },
  ...more,
})
const no = { trouble: notice('delivery-later', { host: 'x', status: 503 }), hopeless: false, retryAfter: null }

describe('how long a receiver is left alone', () => {
  it.each([
    [1, 1, null, 5 * SECOND],
    [1, 0, null, 2.5 * SECOND],
    [2, 1, null, 10 * SECOND],
    [5, 1, null, 80 * SECOND],
    [100, 1, null, 15 * MINUTE],
    [1, 1, HOUR, HOUR],
    [1, 1, 100 * DAY, DAY],
    [100, 0, SECOND, 7.5 * MINUTE],
  ])('after %d failures', (failures, random, asked, wanted) => {
    expect(backOff(failures, random, asked)).toBe(wanted)
  })

  it.each([
    [undefined, null],
    ['120', 120_000],
    ['Wed, 26 Nov 2025 08:01:00 GMT', 60_000],
    ['Wed, 26 Nov 2020 08:01:00 GMT', 0],
    ['soon', null],
    ['-5', null],
  ])('Retry-After: %s', (text, wanted) => {
    expect(retryAfter(text, Date.UTC(2025, 10, 26, 8))).toBe(wanted)
  })
})

describe('a queue', () => {
  it('tries again, later and later, and one that is refused holds up no other', () => {
    const queue = new DeliveryQueue(null)
    const [first, second] = [queued(1), queued(2, { message: messageOf(told({ subject: 'another' })) })]
    queue.add(first)
    queue.add(second)
    expect(queue.next(T)).toBe(first)
    expect(queue.refused(first, no, T, 1)).toBe(false)
    expect(queue.next(T + 4 * SECOND)).toBeNull()
    expect(queue.next(T + 5 * SECOND)).toBe(second)
    queue.delivered(second, T + 5 * SECOND)
    expect(queue.next(T + 5 * SECOND)).toBe(first)
    expect(queue.waiting).toEqual([first])
  })

  it('never tells an end before its beginning, however often that was refused', () => {
    const queue = new DeliveryQueue(null)
    const began = queued(1, { message: messageOf(told(), told({ subject: 'another' })) })
    const ended = queued(2, { message: messageOf(told({}, 'closed')) })
    const again = queued(3, { message: messageOf(told()) })
    for (const one of [began, ended, again]) queue.add(one)
    const order: number[] = []
    for (let now = T; queue.waiting.length > 0; now += MINUTE) {
      const next = queue.next(now)
      if (!next) continue
      order.push(next.id)
      if (next.attempts < 2) queue.refused(next, no, now, 1)
      else queue.delivered(next, now)
    }
    expect(order).toEqual([1, 1, 1, 2, 2, 2, 3, 3, 3])
  })

  it.each([
    ['on by a day', DAY],
    ['back by an hour', -HOUR],
    ['back by 23 hours', -23 * HOUR],
  ])('a clock that is set %s makes no message old, and has none wait longer', (_, by) => {
    const queue = new DeliveryQueue(null)
    queue.add(queued(1))
    queue.refused(queue.waiting[0]!, no, T, 1)
    queue.leapt(by)
    expect(queue.expired(T + by)).toEqual([])
    expect(queue.next(T + by)).toBeNull()
    expect(queue.next(T + by + 5 * SECOND)?.id).toBe(1)
    expect(queue.expired(T + by + GIVES_UP)).toEqual([])
    expect(queue.expired(T + by + GIVES_UP + 1)).toHaveLength(1)
  })

  it('gives up what is hopeless, and what is a day old', () => {
    const queue = new DeliveryQueue(null)
    queue.add(queued(1))
    expect(queue.refused(queue.waiting[0]!, { ...no, hopeless: true }, T, 1)).toBe(true)
    expect(queue.waiting).toEqual([])
    queue.add(queued(2))
    expect(queue.expired(T + GIVES_UP)).toEqual([])
    expect(queue.expired(T + GIVES_UP + 1).map(({ id }) => id)).toEqual([2])
    expect(queue.nextAt).toBeNull()
  })

  it('a clock that is set back does not have it wait for a year', () => {
    const queue = new DeliveryQueue(null)
    queue.add(queued(1))
    queue.refused(queue.waiting[0]!, no, T, 1)
    expect(queue.next(T - 365 * DAY)?.id).toBe(1)
  })

  it('when it is full what is over goes first, then the mildest, of those the oldest', () => {
    const queue = new DeliveryQueue(null)
    queue.add(queued(1, { message: messageOf(told({ severity: 'warning' })) }))
    queue.add(queued(2, { message: messageOf(told({}, 'closed')) }))
    for (let id = 3; id <= MAX_QUEUED; id += 1) queue.add(queued(id))
    expect(queue.add(queued(101)).map(({ id }) => id)).toEqual([2])
    expect(queue.add(queued(102)).map(({ id }) => id)).toEqual([1])
    expect(queue.add(queued(103)).map(({ id }) => id)).toEqual([3])
  })

  it('is bounded in characters', () => {
    const queue = new DeliveryQueue(null)
    const large = () => messageOf(told({ values: { x: 'y'.repeat(MAX_QUEUED_CHARACTERS / 3) } }))
    for (let id = 1; id <= 4; id += 1) queue.add(queued(id, { message: large() }))
    expect(queue.waiting.map(({ id }) => id)).toEqual([3, 4])
  })

  it('is the same after a restart', () => {
    const queue = new DeliveryQueue(null)
    queue.add(queued(1))
    queue.refused(queue.waiting[0]!, no, T, 1)
    const again = new DeliveryQueue(JSON.parse(JSON.stringify(queue.state())) as ReturnType<DeliveryQueue['state']>)
    expect(again.state()).toEqual(queue.state())
    expect(again.next(T + MINUTE)?.delivery).toBe('d-1')
  })
})
