import { describe, expect, it } from 'vitest'
import { readCapture } from '../../../server/capture/file.ts'
import { Outbox } from '../../../server/history/writing/outbox.ts'
import { Tap } from '../../../server/tap.ts'
import { all, newFolder, openHistory, until, written } from '../histories.ts'
import { BASE, joined, NOTHING, stepOf } from '../steps.ts'

describe('the outbox', () => {
  const add = (outbox: Outbox, host: number): void =>
    outbox.add('tap', stepOf(joined({ host, at: BASE + host })), BASE + host)

  it('holds what it may and counts the rest', () => {
    const outbox = new Outbox(3)
    for (let host = 0; host < 5; host += 1) add(outbox, host)
    expect([outbox.queued, outbox.dropped, outbox.losing]).toEqual([3, 2, true])
  })

  it('once something is lost all is, until there is room again: a gap has two ends', () => {
    const outbox = new Outbox(2)
    for (let host = 0; host < 3; host += 1) add(outbox, host)
    expect(outbox.take()?.changes).toBe(2)
    outbox.committed(2)
    add(outbox, 3)
    expect([outbox.queued, outbox.dropped]).toEqual([0, 2])
    expect(outbox.endLosses()).toEqual([{ source: 'tap', at: BASE + 3 }])
    add(outbox, 4)
    expect([outbox.losing, outbox.dropped, outbox.queued]).toEqual([false, 2, 2])
  })

  it('what is under way counts until the file has it', () => {
    const outbox = new Outbox(2)
    add(outbox, 0)
    add(outbox, 1)
    outbox.take()
    expect([outbox.idle, outbox.full]).toEqual([true, true])
    outbox.committed(1)
    expect(outbox.full).toBe(false)
  })

  it('names a source and a segment once', () => {
    const outbox = new Outbox()
    add(outbox, 0)
    const first = outbox.take()
    expect([first?.sources, first?.segments]).toEqual([
      [{ index: 0, name: 'tap' }],
      [{ index: 0, source: 0, family: 'ipv4', name: 'tap/10', vlans: '10' }],
    ])
    add(outbox, 1)
    const second = outbox.take()
    expect([second?.sources, second?.segments]).toEqual([[], []])
  })

  it('tells a clock that moved although nothing happened, and nothing when it did not', () => {
    const outbox = new Outbox()
    outbox.add('tap', NOTHING, BASE)
    expect(outbox.take()).not.toBeNull()
    expect(outbox.take()).toBeNull()
    outbox.add('tap', NOTHING, Number.NEGATIVE_INFINITY)
    expect(outbox.take()).toBeNull()
  })
})

it('a disk that does not keep up: a gap says how much, and what lasts goes on after it', async () => {
  const tap = new Tap('hour', { formula: 'rfc3376', dedupe: 5 })
  const { history, notices } = await openHistory(await newFolder(), { queue: 50, tables: () => tap.table })
  let changes = 0
  const steps: { step: ReturnType<Tap['take']>; clock: number }[] = []
  await readCapture(
    new URL('../../fixtures/captures/hour.pcap', import.meta.url).pathname,
    (frame) => {
      const step = tap.take(frame)
      changes += step.events.length + step.queries.length + step.minutes.length
      steps.push({ step, clock: tap.table.clock })
    },
    () => Promise.resolve(true),
  )
  // All at once: no disk keeps up.
  for (const { step, clock } of steps) history.record('hour', step, clock)
  const { dropped, state } = history.status()
  expect(dropped).toBeGreaterThan(100)
  expect(state).toBe('behind')
  await until(() => history.status().state === 'open' && history.status().queued === 0)
  expect(notices.map((notice) => notice?.code)).toEqual(['history-behind', undefined])

  const events = await all(history.events({}))
  const gaps = events.filter(({ event }) => event === 'gap')
  const lost = gaps.map(({ reason }) => Number(/, (\d+) changes lost$/.exec(reason ?? '')?.[1]))
  expect(lost.reduce((sum, n) => sum + n, 0)).toBe(history.status().dropped)
  expect(history.status().dropped).toBeLessThan(changes)

  const rows = await all(history.memberships({}))
  const still = rows.filter(({ endReason }) => endReason === 'still-member')
  const members = [...tap.table.segments.values()].flatMap(({ groups }) =>
    [...groups.values()].flatMap((g) => g.members),
  )
  expect(still).toHaveLength(members.length)
  expect(still.every(({ firstJoinAt }) => firstJoinAt === Math.floor(tap.table.clock))).toBe(true)
  // What was open when it began ends there; nothing is told as if it had been watched.
  expect(rows.some(({ endReason }) => endReason === 'gap')).toBe(true)
  await history.stop()
})

it('takes a burst of as many changes as the queue holds without loss', async () => {
  const { history } = await openHistory(await newFolder(), { queue: 40_000 })
  for (let host = 0; host < 40_000; host += 1) {
    history.record('tap', stepOf(joined({ host, at: BASE + host / 80 })), BASE + host / 80)
  }
  await written(history)
  expect(history.status().dropped).toBe(0)
  expect(await history.count('memberships', {})).toBe(40_000)
})
