import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { useMoments } from '../../client/components/wall/use-moments.ts'
import { SILENT_AFTER, useLive } from '../../client/stores/live.ts'
import { presentOf, useClock } from '../../client/stores/clock.ts'
import type { Pulse } from '../../shared/live.ts'
import { DAY, HOUR, SECOND } from '../../shared/time.ts'
import { NOW } from './segment.ts'

const pulse = (now: number): Pulse => ({
  now,
  truncated: null,
  unknown: null,
  sources: [
    { name: 'file', state: 'running', lastFrameAt: now, blindSince: null, clock: { at: 1000, wall: now, rate: 10 } },
    { name: 'tzsp', state: 'waiting', lastFrameAt: null, blindSince: null, clock: null },
  ],
  segments: [],
})

describe('the clock of the page', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: NOW })
    setActivePinia(createPinia())
  })
  afterEach(() => {
    useClock().stop()
    vi.useRealTimers()
  })

  it('is the server, however wrong the clock of the browser', () => {
    const clock = useClock()
    clock.sync(NOW + HOUR)
    clock.start()
    expect(clock.now).toBe(NOW + HOUR)
    expect(clock.skew).toBe(HOUR)
    vi.advanceTimersByTime(2 * SECOND)
    expect(clock.now).toBeGreaterThanOrEqual(NOW + HOUR + SECOND)
  })

  it('is not moved by a pulse that was long under way', () => {
    const clock = useClock()
    clock.sync(NOW - 200)
    clock.start()
    expect(clock.now).toBe(NOW)
    expect(clock.skew).toBe(0)
  })

  it('ends the past now, or of captures alone where the newest of them stands', () => {
    const live = { at: NOW - 500, wall: NOW, rate: 1 }
    const ended = { at: NOW - 400 * DAY, wall: NOW, rate: 0 }
    const replayed = { at: NOW - 300 * DAY, wall: NOW, rate: 10 }
    expect(presentOf([], NOW)).toBe(NOW)
    expect(presentOf([live, ended], NOW)).toBe(NOW)
    expect(presentOf([ended], NOW + HOUR)).toBe(NOW - 400 * DAY)
    expect(presentOf([ended, replayed], NOW + HOUR)).toBe(NOW - 300 * DAY + 10 * HOUR)
    // A tap that failed yesterday is no capture: what came since is not known, but it is over.
    expect(presentOf([{ at: NOW - DAY, wall: NOW - DAY, rate: 0 }], NOW)).toBe(NOW)
  })
  it('ends the past now while a source waits for its first frame', () => {
    const clock = useClock()
    clock.start()
    clock.pulse(pulse(NOW))
    expect(clock.present).toBe(clock.now)
    clock.pulse({ ...pulse(NOW), sources: pulse(NOW).sources.slice(0, 1) })
    expect(clock.present).toBe(1000)
  })
  it('stands still on a wall without a word from the server: no query is missed that nobody could see', () => {
    const [clock, live, moments] = [useClock(), useLive(), useMoments()]
    clock.start()
    live.sink.pulse(pulse(NOW))
    live.sink.connected(true)
    vi.advanceTimersByTime(2 * SECOND)
    expect(moments.now('file')).toBeGreaterThan(1000 + 10 * SECOND)
    vi.advanceTimersByTime(60 * SECOND)
    expect(live.lost).toBe(true)
    expect([moments.now('file'), moments.now('tzsp')]).toEqual([1000, NOW])
    expect(clock.sourceNow('tzsp')).toBeGreaterThan(NOW + 59 * SECOND)
  })
  it('stands still at a moment that is looked at, and goes on after it', () => {
    const clock = useClock()
    clock.start()
    clock.pinned = NOW - DAY
    vi.advanceTimersByTime(10 * SECOND)
    expect(clock.sourceNow('file')).toBe(NOW - DAY)
    clock.pinned = null
    expect(clock.sourceNow('file')).toBe(clock.now)
  })

  it('tells where a source stands, and the wall clock for one that has no clock', () => {
    const clock = useClock()
    clock.pulse(pulse(NOW))
    clock.start()
    expect(clock.sourceNow('file')).toBe(1000)
    const before = clock.now
    vi.advanceTimersByTime(3 * SECOND)
    expect(clock.sourceNow('file')).toBe(1000 + (clock.now - before) * 10)
    expect(clock.sourceNow('tzsp')).toBe(clock.now)
  })

  it('ticks on the full second', () => {
    const clock = useClock()
    vi.setSystemTime(NOW + 700)
    clock.start()
    vi.advanceTimersByTime(310)
    expect(Math.floor(clock.now / SECOND)).toBe(NOW / SECOND + 1)
  })
})

describe('the word of the server', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: NOW })
    setActivePinia(createPinia())
    useClock().start()
  })
  afterEach(() => {
    useClock().stop()
    vi.useRealTimers()
  })
  const hello = { version: '0.1.0', build: 'a', demo: false, now: NOW, role: 'operator' as const }

  it('is not lost before it was ever heard', () => {
    const live = useLive()
    live.sink.connected(false)
    expect(live.lost).toBe(false)
    expect(live.serverAge).toBeNull()
  })

  it('is lost with the socket, and when a socket that looks open stays silent', () => {
    const live = useLive()
    live.sink.connected(true)
    live.sink.hello(hello)
    expect([live.connected, live.lost]).toEqual([true, false])
    vi.advanceTimersByTime(SILENT_AFTER + 2 * SECOND)
    expect([live.connected, live.lost]).toEqual([false, true])
    live.sink.pulse(pulse(Date.now()))
    vi.advanceTimersByTime(1 * SECOND)
    expect(live.lost).toBe(false)
    live.sink.connected(false)
    expect(live.lost).toBe(true)
  })

  it('is outdated when another build says hello', () => {
    const live = useLive()
    live.sink.hello(hello)
    live.sink.hello(hello)
    expect(live.outdated).toBe(false)
    live.sink.hello({ ...hello, build: 'b' })
    expect(live.outdated).toBe(true)
  })
})
