import { afterEach, describe, expect, it, vi } from 'vitest'
import { encodeFrame } from '../server/capture/simulated/encode.ts'
import type { Source } from '../server/capture/source.ts'
import type { Sink } from '../server/outlet.ts'
import { TABLE_LIMITS, type TableLimits } from '../server/membership/limits.ts'
import { Monitor } from '../server/monitor.ts'
import { SECOND } from '../shared/time.ts'
import { frameOf, macOf } from './generate/frame.ts'
import { ip } from './generate/message.ts'
import { HandSource } from './hand-source.ts'
import { query, START, v2 } from './membership/wire.ts'

function monitored(options: { clock?: Source['clock']; limits?: TableLimits } = {}) {
  const { clock = 'wall', limits = TABLE_LIMITS } = options
  vi.useFakeTimers({ now: START })
  const input = new HandSource('hand', clock)
  const told: string[] = []
  const blind: unknown[][] = []
  const sink: Sink = {
    step: (source, { events }) => told.push(...events.map(({ event, at }) => `${source} ${event} ${at - START}`)),
    blind: (source, from, to, why) => void blind.push([source, from - START, to - START, why]),
    setBack: (source, from, to) => void blind.push([source, from - START, to - START, 'set back']),
  }
  const monitor = new Monitor({
    sources: [input],
    tap: { formula: 'rfc3376', dedupe: 5, limits },
    sinks: [sink],
    changed: () => undefined,
    vendor: () => null,
    captureRemedy: null,
    now: Date.now,
  })
  monitor.start()
  /** `late`: how long the frame was under way. */
  const say = (from: string, message: Parameters<typeof encodeFrame>[0], late = 0): void => {
    const src = ip(from)
    input.sink?.frame(frameOf(encodeFrame(message, { src, srcMac: macOf(src) }), Date.now() - late))
  }
  return { monitor, input, told, blind, say }
}
afterEach(() => vi.useRealTimers())

const QUERIER = '10.0.0.1'
const HOST = '10.0.0.11'

describe('the clock of a source', () => {
  it('moves on while nothing comes: a group ends in its time, by the ticker alone', async () => {
    const { monitor, told, say } = monitored()
    say(QUERIER, query())
    say(HOST, v2('239.1.1.1'))
    vi.advanceTimersByTime(260 * SECOND)
    expect(told).not.toContain('hand group-ended 260000')
    // Half a second behind, so that a frame on its way still comes in order.
    vi.advanceTimersByTime(SECOND)
    expect(told).toContain('hand group-ended 260000')
    await monitor.stop()
  })

  it('is the clock of its frames, however late they come', async () => {
    const { monitor, say } = monitored()
    say(QUERIER, query(), 7 * SECOND)
    vi.advanceTimersByTime(3 * SECOND)
    expect(monitor.tap('hand')?.source().clock).toEqual({ at: START - 4 * SECOND, wall: START + 3 * SECOND, rate: 1 })
    await monitor.stop()
  })

  it('stands still between the frames of a file', async () => {
    const { monitor, told, say } = monitored({ clock: 'capture' })
    say(QUERIER, query())
    say(HOST, v2('239.1.1.1'))
    vi.advanceTimersByTime(3_600 * SECOND)
    expect(told.filter((line) => line.includes('ended') || line.includes('lost'))).toEqual([])
    expect(monitor.tap('hand')?.table.clock).toBe(START)
    await monitor.stop()
  })

  it('ends with the monitor', async () => {
    const { monitor, told, say } = monitored()
    say(QUERIER, query())
    say(HOST, v2('239.1.1.1'))
    await monitor.stop()
    vi.advanceTimersByTime(3_600 * SECOND)
    expect(told.filter((line) => line.includes('ended'))).toEqual([])
  })
})

describe('a source that does not see', () => {
  it('ends nothing meanwhile; when it sees again the time between is told as a gap', async () => {
    const { monitor, input, told, blind, say } = monitored()
    say(QUERIER, query())
    say(HOST, v2('239.1.1.1'))
    vi.advanceTimersByTime(100 * SECOND)
    input.state = { ...input.state, state: 'waiting' }
    vi.advanceTimersByTime(600 * SECOND)
    expect(told.filter((line) => line.includes('ended') || line.includes('lost'))).toEqual([])
    expect(blind).toEqual([])
    input.state = { ...input.state, state: 'running' }
    vi.advanceTimersByTime(SECOND)
    expect(blind).toEqual([['hand', 100_250, 700_250, 'waiting']])
    await monitor.stop()
  })
})

describe('a source that hangs, which is noticed late', () => {
  const sign = (input: HandSource, vouchedUntil: number | null): void => {
    input.state = { ...input.state, vouchedUntil }
  }

  it('has ended nobody by a silence that it did not hear', async () => {
    const { monitor, input, told, blind, say } = monitored()
    say(QUERIER, query())
    say(HOST, v2('239.1.1.1'))
    vi.advanceTimersByTime(250 * SECOND)
    sign(input, START + 250 * SECOND)
    vi.advanceTimersByTime(15 * SECOND)
    expect(monitor.tap('hand')!.table.clock).toBe(START + 250 * SECOND)
    input.state = { ...input.state, state: 'waiting', aliveUntil: START + 250 * SECOND, vouchedUntil: null }
    vi.advanceTimersByTime(SECOND)
    expect(monitor.tap('hand')!.source().blindSince).toBe(START + 250 * SECOND)
    input.state = { ...input.state, state: 'running', aliveUntil: null }
    vi.advanceTimersByTime(SECOND)
    expect(blind).toEqual([['hand', 250_000, 266_250, 'waiting']])
    expect(told.filter((line) => /ended|lost|left|expired/.test(line))).toEqual([])
    const [segment] = [...monitor.tap('hand')!.table.segments.values()]
    expect([segment?.confirmed, segment?.unknown]).toEqual([1, 1])
    await monitor.stop()
  })

  it('and whose frames come before it says that it sees: no time is told twice', async () => {
    const { monitor, input, blind, say } = monitored()
    say(QUERIER, query())
    vi.advanceTimersByTime(10 * SECOND)
    input.state = { ...input.state, state: 'waiting', aliveUntil: START + 9 * SECOND }
    vi.advanceTimersByTime(5 * SECOND)
    for (let n = 0; n < 3; n += 1) {
      say(HOST, v2('239.1.1.1'))
      vi.advanceTimersByTime(SECOND / 2)
    }
    input.state = { ...input.state, state: 'running', aliveUntil: null }
    vi.advanceTimersByTime(SECOND)
    const times = blind.map(([, from, to]) => [from, to])
    expect(times[0]).toEqual([9_000, 15_000])
    for (const [n, [from]] of times.entries()) if (n > 0) expect(from).toBeGreaterThanOrEqual(Number(times[n - 1]?.[1]))
    await monitor.stop()
  })

  it('and whose clock was set back was blind from its last sign of life, whenever its last frame came', async () => {
    const { monitor, input, blind, say } = monitored()
    say(QUERIER, query())
    vi.advanceTimersByTime(10 * SECOND)
    say(HOST, v2('239.1.1.1'))
    vi.setSystemTime(START - 3_600 * SECOND)
    vi.advanceTimersByTime(20 * SECOND)
    input.state = { ...input.state, state: 'waiting', aliveUntil: START - 3_590 * SECOND }
    vi.advanceTimersByTime(SECOND)
    input.state = { ...input.state, state: 'running', aliveUntil: null }
    vi.advanceTimersByTime(SECOND)
    expect(blind.at(-1)?.slice(1, 2)).toEqual([-3_590_000])
    await monitor.stop()
  })

  it('and only was slow to answer: what was due by then ends at its own time', async () => {
    const { monitor, input, told, blind, say } = monitored()
    say(QUERIER, query())
    say(HOST, v2('239.1.1.1'))
    sign(input, START + 250 * SECOND)
    vi.advanceTimersByTime(265 * SECOND)
    expect(told).not.toContain('hand group-ended 260000')
    sign(input, START + 264 * SECOND)
    vi.advanceTimersByTime(SECOND / 4)
    expect(told).toContain('hand group-ended 260000')
    expect(blind).toEqual([])
    await monitor.stop()
  })
})

describe('a machine that slept', () => {
  it.each(['the ticker', 'a frame'])(
    'saw nothing meanwhile, and nobody is taken for silent: %s comes first',
    async (first) => {
      const { monitor, told, blind, say } = monitored()
      say(QUERIER, query())
      say(HOST, v2('239.1.1.1'))
      vi.advanceTimersByTime(100 * SECOND)
      vi.setSystemTime(START + 3_600 * SECOND)
      if (first === 'a frame') say(HOST, v2('239.1.1.1'))
      vi.advanceTimersByTime(SECOND / 4)
      expect(told.filter((line) => line.includes('ended') || line.includes('lost'))).toEqual([])
      expect(blind).toHaveLength(1)
      expect(blind[0]).toMatchObject(['hand', 99_500, first === 'a frame' ? 3_600_000 : 3_600_250, 'asleep'])
      await monitor.stop()
    },
  )
})

describe('a clock that was set', () => {
  const HOUR = 3_600 * SECOND
  it.each([
    ['an hour', HOUR],
    ['a day', 24 * HOUR],
  ])('back by %s is followed within seconds, and who is there is unknown, not gone', async (_, by) => {
    const { monitor, told, blind, say } = monitored()
    const limits = () => monitor.tap('hand')!.source().limits
    say(QUERIER, query())
    say(HOST, v2('239.1.1.1'))
    vi.advanceTimersByTime(10 * SECOND)
    expect(limits()).toEqual([])
    vi.setSystemTime(START + 10 * SECOND - by)
    vi.advanceTimersByTime(6 * SECOND)
    const tap = monitor.tap('hand')!
    expect(Math.abs(tap.table.clock - Date.now())).toBeLessThan(SECOND)
    const [segment] = [...tap.table.segments.values()]
    const [member] = [...segment!.groups.values()].flatMap(({ members }) => members)
    const setBackAt = START + Number(blind[0]?.[2])
    expect(blind).toEqual([['hand', 9_500, setBackAt - START, 'set back']])
    expect(member?.since).toBe(setBackAt - 1)
    expect(segment?.unknown).toBe(1)
    expect(segment?.blindness.since(member!.lastReportAt)).toBe(setBackAt)
    expect(told.filter((line) => /ended|lost|left|expired/.test(line))).toEqual([])
    say(HOST, v2('239.1.1.1'))
    expect(segment?.unknown).toBe(0)
    expect(told.filter((line) => line.includes('joined'))).toHaveLength(1)
    expect(limits()).toEqual([{ code: 'clock-set-back', values: { source: 'hand', seconds: by / SECOND - 5 } }])
    // What it counted goes on.
    expect(tap.source().frames).toBe(3)
    vi.advanceTimersByTime(16 * 60 * SECOND)
    expect(limits()).toEqual([])
    expect(told.at(-1)).toMatch(/group-ended|querier-lost/)
    await monitor.stop()
  })

  it.each([
    ['an hour', HOUR],
    ['a day', 24 * HOUR],
  ])('on by %s is a gap: nothing ends in it', async (_, by) => {
    const { monitor, told, blind, say } = monitored()
    say(QUERIER, query())
    say(HOST, v2('239.1.1.1'))
    vi.advanceTimersByTime(10 * SECOND)
    vi.setSystemTime(START + 10 * SECOND + by)
    vi.advanceTimersByTime(SECOND)
    expect(told.filter((line) => /ended|lost|left|expired/.test(line))).toEqual([])
    expect(blind).toEqual([['hand', 9_500, 10_250 + by, 'asleep']])
    expect(monitor.tap('hand')!.table.memberships).toBe(1)
    await monitor.stop()
  })

  it('on by an hour, while a frame was on its way: the next one is an hour later, and nothing ends either', async () => {
    const { monitor, told, blind, say } = monitored()
    say(QUERIER, query())
    say(HOST, v2('239.1.1.1'))
    vi.advanceTimersByTime(10 * SECOND)
    vi.setSystemTime(START + 10 * SECOND + HOUR)
    say(QUERIER, query(), HOUR) // captured just before the step
    vi.advanceTimersByTime(SECOND)
    say(QUERIER, query())
    vi.advanceTimersByTime(SECOND)
    expect(told.filter((line) => /ended|lost|left|expired/.test(line))).toEqual([])
    expect(blind.map(([, from, to]) => [from, to])).toEqual([
      [9_500, 10_000],
      [10_500, 11_000 + HOUR],
    ])
    const [segment] = [...monitor.tap('hand')!.table.segments.values()]
    expect([segment?.confirmed, segment?.unknown]).toEqual([1, 1])
    await monitor.stop()
  })

  it('back by some seconds waits for them', async () => {
    const { monitor, blind, say } = monitored()
    say(QUERIER, query())
    vi.advanceTimersByTime(10 * SECOND)
    vi.setSystemTime(START + 5 * SECOND)
    vi.advanceTimersByTime(30 * SECOND)
    expect(blind).toEqual([])
    await monitor.stop()
  })
})

describe('what a source tells of itself', () => {
  it('counts what found no room in a full table', async () => {
    const { monitor, say } = monitored({ limits: { ...TABLE_LIMITS, hosts: 1, groups: 1 } })
    say(HOST, v2('239.1.1.1'))
    say('10.0.0.12', v2('239.1.1.1'))
    say(HOST, v2('239.1.1.2'))
    const { frames, igmp, refused } = monitor.tap('hand')!.source()
    expect({ frames, igmp }).toEqual({ frames: 3, igmp: 3 })
    expect(refused).toMatchObject({ segments: 0, groups: 1, hosts: 1, memberships: 0 })
    await monitor.stop()
  })
})

it('frames that go round a loop are told on the source', () => {
  const { monitor, say } = monitored()
  for (let copy = 0; copy < 12; copy += 1) say(HOST, v2('239.1.1.1'))
  // Twelve of one: eight are what a mirror of every port may make.
  expect(monitor.taps[0]?.source()).toMatchObject({ igmp: 12, duplicates: 11, loops: 4 })
})
