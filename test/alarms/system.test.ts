import { describe, expect, it } from 'vitest'
import { SystemWatch, type SystemFacts } from '../../server/alarms/system.ts'
import { notice } from '../../shared/notice.ts'
import { MINUTE } from '../../shared/time.ts'

const T = 1_000_000_000_000
const source = (more: Partial<SystemFacts['sources'][number]> = {}): SystemFacts['sources'][number] => ({
  ...{ name: 'eth1', kind: 'live', state: 'running', notice: null, lastFrameAt: T, parent: null },
  ...more,
})
const facts = (more: Partial<SystemFacts> = {}): SystemFacts => ({
  sources: [source()],
  history: null,
  channels: [],
  ...more,
})
const history = (state: 'open' | 'behind' | 'failed' | 'stopped') => ({ state, notice: null, queued: 5, dropped: 2 })
const told = (watch: SystemWatch, seen: SystemFacts, at: number) =>
  watch.look(seen, at).map(({ event, alarm }) => `${event} ${alarm.severity} ${alarm.code} ${alarm.sentence}`)

describe('troubles of Rollcall itself', () => {
  it.each(['waiting', 'failed', 'starting'] as const)('a source that is %s for a minute', (state) => {
    const watch = new SystemWatch(T)
    const blind = facts({ sources: [source({ state, notice: notice('interface-gone', { interface: 'eth1' }) })] })
    const word = state === 'failed' ? 'failed' : 'waiting'
    expect(told(watch, blind, T)).toEqual([])
    expect(told(watch, blind, T + MINUTE)).toEqual([`opened critical rollcall-source rollcall-source-${word}`])
    expect(told(watch, blind, T + 2 * MINUTE)).toEqual([])
    expect(told(watch, facts(), T + 3 * MINUTE)).toEqual([`closed critical rollcall-source rollcall-source-${word}`])
  })

  it('one that starts again in time, or has read its file, is none', () => {
    const watch = new SystemWatch(T)
    told(watch, facts({ sources: [source({ state: 'waiting' })] }), T)
    told(watch, facts(), T + MINUTE / 2)
    expect(told(watch, facts({ sources: [source({ state: 'waiting' })] }), T + MINUTE)).toEqual([])
    expect(told(watch, facts({ sources: [source({ kind: 'file', state: 'ended' })] }), T + 60 * MINUTE)).toEqual([])
  })

  it('a tap without frames; a listener without a sender is none', () => {
    const watch = new SystemWatch(T)
    const quiet = facts({
      sources: [source({ lastFrameAt: null }), source({ name: 'tzsp', kind: 'tzsp', lastFrameAt: null })],
    })
    expect(told(watch, quiet, T + 14 * MINUTE)).toEqual([])
    expect(told(watch, quiet, T + 15 * MINUTE)).toEqual(['opened warning rollcall-quiet rollcall-quiet'])
  })

  it.each([
    ['on by a day', 1_440],
    ['back by an hour', -60],
  ])('a clock that is set %s makes nobody quiet who is not, and one that was stays it until a frame comes', (_, by) => {
    const watch = new SystemWatch(T)
    const seen = (at: number) => facts({ sources: [source({ lastFrameAt: at })] })
    expect(told(watch, seen(T + 9 * MINUTE), T + 10 * MINUTE)).toEqual([])
    const to = T + (10 + by) * MINUTE
    watch.leapt(by * MINUTE, to)
    expect(told(watch, seen(T + 9 * MINUTE), to)).toEqual([])
    expect(told(watch, seen(T + 9 * MINUTE), to + 14 * MINUTE)).toEqual([])
    expect(told(watch, seen(T + 9 * MINUTE), to + 15 * MINUTE)).toEqual([
      'opened warning rollcall-quiet rollcall-quiet',
    ])
    watch.leapt(30 * MINUTE, to + 45 * MINUTE)
    expect(told(watch, seen(T + 9 * MINUTE), to + 45 * MINUTE)).toEqual([])
    expect(told(watch, seen(to + 46 * MINUTE), to + 46 * MINUTE)).toEqual([
      'closed warning rollcall-quiet rollcall-quiet',
    ])
  })

  it.each([
    ['on by an hour', 60],
    ['back by an hour', -60],
  ])('what may become one is not one sooner or later by a clock that is set %s', (_, by) => {
    const watch = new SystemWatch(T)
    const waiting = facts({ sources: [source({ state: 'waiting' })] })
    expect(told(watch, waiting, T)).toEqual([])
    watch.leapt(by * MINUTE, T + by * MINUTE + 10)
    expect(told(watch, waiting, T + by * MINUTE + 10)).toEqual([])
    expect(told(watch, waiting, T + (by + 1) * MINUTE)).toHaveLength(1)
  })

  it('a certificate that ends soon, is over, and is renewed; files that cannot be used', () => {
    const watch = new SystemWatch(T)
    const of = (code: 'certificate-expires' | 'certificate-expired' | 'certificate-damaged', refused = false) =>
      facts({ certificate: { notice: notice(code, { path: 'a.pem', days: 9 }), refused } })
    expect(told(watch, of('certificate-expires'), T)).toEqual([
      'opened warning rollcall-certificate rollcall-certificate',
    ])
    expect(told(watch, of('certificate-expires'), T + MINUTE)).toEqual([])
    expect(told(watch, of('certificate-expired'), T + 2 * MINUTE)).toEqual([
      'changed critical rollcall-certificate rollcall-certificate-over',
    ])
    expect(told(watch, facts({ certificate: null }), T + 3 * MINUTE)).toEqual([
      'closed critical rollcall-certificate rollcall-certificate-over',
    ])
    expect(told(watch, of('certificate-damaged', true), T + 4 * MINUTE)).toEqual([
      'opened warning rollcall-certificate rollcall-certificate-refused',
    ])
  })

  it('a history that is behind, and then fails', () => {
    const watch = new SystemWatch(T)
    expect(told(watch, facts({ history: history('behind') }), T)).toEqual([])
    expect(told(watch, facts({ history: history('behind') }), T + MINUTE)).toEqual([
      'opened warning rollcall-history rollcall-history',
    ])
    expect(told(watch, facts({ history: history('failed') }), T + MINUTE)).toEqual([
      'changed critical rollcall-history rollcall-history',
    ])
    expect(told(watch, facts({ history: history('open') }), T + MINUTE)).toEqual([
      'closed critical rollcall-history rollcall-history',
    ])
  })

  it('a channel that delivers nothing', () => {
    const watch = new SystemWatch(T)
    const refused = notice('delivery-refused', { host: 'x', port: 1 })
    const channels = [{ id: 'noc', name: 'NOC', since: T, waiting: 3, lost: 0, trouble: refused }]
    expect(told(watch, facts({ channels, sources: [] }), T + 14 * MINUTE)).toEqual([])
    expect(told(watch, facts({ channels, sources: [] }), T + 15 * MINUTE)).toEqual([
      'opened warning rollcall-channel rollcall-channel',
    ])
  })

  it('a channel that loses messages for good, at once', () => {
    const gone = notice('delivery-status', { host: 'x', status: 404, detail: 'no_service' })
    const channels = [{ id: 'noc', name: 'NOC', since: T, waiting: 0, lost: 1, trouble: gone }]
    expect(told(new SystemWatch(T), facts({ channels, sources: [] }), T)).toEqual([
      'opened warning rollcall-channel rollcall-channel',
    ])
  })
})
