import { afterEach, describe, expect, it, vi } from 'vitest'
import { encodeFrame } from '../server/capture/simulated/encode.ts'
import type { MinuteCounts } from '../server/membership/step.ts'
import { TABLE_LIMITS } from '../server/membership/limits.ts'
import { Monitor } from '../server/monitor.ts'
import { MINUTE, SECOND } from '../shared/time.ts'
import { frameOf, macOf } from './generate/frame.ts'
import { ip } from './generate/message.ts'
import { HandSource } from './hand-source.ts'
import { query, START, v2 } from './membership/wire.ts'

/* What is kept of the minute in which a server stops, or is killed: parts that whoever keeps them adds up. */

afterEach(() => vi.useRealTimers())

type Row = Pick<MinuteCounts, 'memberships' | 'joins' | 'reportsV2'>

/** As the history adds, by minute: sizes stand at the end, what happened adds up. */
function added(parts: readonly MinuteCounts[]): Partial<Record<string, Row>> {
  const rows: Partial<Record<string, Row>> = {}
  for (const { at, memberships, joins, reportsV2 } of parts) {
    const minute = String((at - START) / MINUTE)
    const row = rows[minute]
    rows[minute] = { memberships, joins: joins + (row?.joins ?? 0), reportsV2: reportsV2 + (row?.reportsV2 ?? 0) }
  }
  return rows
}

function monitored() {
  vi.useFakeTimers({ now: START })
  const input = new HandSource('hand', 'wall')
  const parts: MinuteCounts[] = []
  const monitor = new Monitor({
    sources: [input],
    tap: { formula: 'rfc3376', dedupe: 5, limits: TABLE_LIMITS },
    sinks: [{ step: (_, { minutes }) => parts.push(...minutes), blind: () => undefined, setBack: () => undefined }],
    changed: () => undefined,
    vendor: () => null,
    captureRemedy: null,
    now: Date.now,
  })
  monitor.start()
  const say = (from: string, message: Parameters<typeof encodeFrame>[0]): void =>
    input.sink?.frame(frameOf(encodeFrame(message, { src: ip(from), srcMac: macOf(ip(from)) }), Date.now()))
  /** A host more each four seconds. */
  const go = (seconds: number): void => {
    for (let s = 0; s < seconds; s += 1) {
      if (s % 60 === 0) say('10.0.0.1', query())
      if (s % 4 === 1) say(`10.0.0.${10 + s}`, v2('239.1.1.1'))
      vi.advanceTimersByTime(SECOND)
    }
  }
  return { monitor, parts, go, input }
}

describe('the minute that is not over', () => {
  it('a process that is killed has lost no more than the last seconds of it', () => {
    const { parts, go } = monitored()
    go(26)
    expect(added(parts)).toEqual({ 0: { memberships: 7, joins: 7, reportsV2: 7 } })
  })

  it('one that stops, nothing', async () => {
    const { monitor, parts, go } = monitored()
    go(23)
    await monitor.stop()
    expect(added(parts)).toEqual({ 0: { memberships: 6, joins: 6, reportsV2: 6 } })
  })

  it('what was told of it is not told again when it is over', async () => {
    const { monitor, parts, go } = monitored()
    go(90)
    await monitor.stop()
    expect(parts.length).toBeGreaterThan(10)
    const { 0: first, 1: second } = added(parts)
    expect([first, second]).toEqual([
      { memberships: 15, joins: 15, reportsV2: 15 },
      { memberships: 23, joins: 8, reportsV2: 8 },
    ])
    // The trend has whole minutes.
    expect(monitor.tap('hand')!.trend.point(START)).toMatchObject({ memberships: 15 })
    expect(monitor.tap('hand')!.past.minutes.since(START)[0]).toMatchObject({ sizes: [1, 15, 15] })
  })

  it('a quiet time writes nothing', () => {
    const { parts, go, input } = monitored()
    go(8)
    vi.advanceTimersByTime(12 * SECOND)
    const told = parts.length
    vi.advanceTimersByTime(30 * SECOND)
    expect(parts.length).toBe(told)
    expect(input.status().state).toBe('running')
  })

  it('goes on though the clock is set back, and nothing counts twice', async () => {
    const { monitor, parts, go } = monitored()
    go(25)
    vi.setSystemTime(Date.now() - 10 * MINUTE)
    vi.advanceTimersByTime(30 * SECOND)
    await monitor.stop()
    expect(parts.reduce((sum, { joins }) => sum + joins, 0)).toBe(6)
    expect(parts.every(({ joins, reportsV2 }) => joins >= 0 && reportsV2 >= 0)).toBe(true)
  })
})
