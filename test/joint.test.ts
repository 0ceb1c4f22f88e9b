import { afterEach, describe, expect, it, vi } from 'vitest'
import { encodeFrame } from '../server/capture/simulated/encode.ts'
import type { OutgoingMessage } from '../server/capture/simulated/message.ts'
import { TapCopies } from '../server/decode/tap-copies.ts'
import { Monitor } from '../server/monitor.ts'
import type { Sink } from '../server/outlet.ts'
import { notice } from '../shared/notice.ts'
import { MINUTE, SECOND } from '../shared/time.ts'
import { frameOf, macOf } from './generate/frame.ts'
import { ip } from './generate/message.ts'
import { HandSource } from './hand-source.ts'
import { leave, query, says, START, v2 } from './membership/wire.ts'

const QUERIER = '10.0.20.1'
const HOST = '10.0.20.11'
const GROUP = '239.1.1.1'

/** VLAN 20 of two switches, which is one segment TV; and VLAN 30 of the first, which is none of it. */
function studio() {
  vi.useFakeTimers({ now: START })
  const taps = { a: new HandSource('eth1'), b: new HandSource('core1') }
  const told: string[] = []
  const blind: string[] = []
  const sink: Sink = {
    step: (source, { events }) => told.push(...events.map(({ event, at }) => `${source} ${event} ${at - START}`)),
    blind: (source, from, to, why) => void blind.push(`${source} ${from - START} ${to - START} ${why}`),
    setBack: (source, from) => void blind.push(`${source} ${from - START} set back`),
  }
  const monitor = new Monitor({
    sources: [taps.a, taps.b],
    joints: [{ name: 'TV', taps: ['eth1/20', 'core1/20'] }],
    tap: { formula: 'rfc3376', dedupe: 5 },
    sinks: [sink],
    changed: () => undefined,
    vendor: () => null,
    captureRemedy: null,
    now: Date.now,
  })
  monitor.start()
  /** The frame as one tap shows it, `late` milliseconds after it was on the wire. */
  const show = (tap: keyof typeof taps, from: string, message: OutgoingMessage, late = 0, vlan = 20): void => {
    const src = ip(from)
    const data = encodeFrame(message, { src, srcMac: macOf(src), vlans: [vlan] })
    taps[tap].sink?.frame(frameOf(data, Date.now() + late))
  }
  const joint = () => monitor.taps.at(-1)!
  return { monitor, taps, told, blind, show, joint }
}
afterEach(() => vi.useRealTimers())

describe('several taps of one segment', () => {
  it('count a host once, and drop what another tap has shown', () => {
    const { monitor, show, joint, told } = studio()
    show('a', QUERIER, query())
    show('b', QUERIER, query(), 30) // over the network, long after the window of one mirror
    vi.advanceTimersByTime(100)
    show('a', HOST, v2(GROUP))
    show('b', HOST, v2(GROUP), 30)
    const table = joint().table
    expect([table.hosts, table.memberships, table.groups]).toEqual([1, 1, 1])
    expect(joint().source()).toMatchObject({ name: 'TV', kind: 'joined', state: 'running', igmp: 4, duplicates: 2 })
    expect(told.filter((line) => line.includes('joined'))).toEqual(['TV joined 100'])
    expect(monitor.channels.map((channel) => channel.table.memberships)).toEqual([0, 0])
    vi.advanceTimersByTime(SECOND)
  })

  it('whose clock was set back by an hour keeps its members, which are unknown for a while', () => {
    const { show, joint, blind, told } = studio()
    show('a', QUERIER, query())
    show('a', HOST, v2(GROUP))
    vi.advanceTimersByTime(10 * SECOND)
    vi.setSystemTime(START + 10 * SECOND - 60 * MINUTE)
    vi.advanceTimersByTime(6 * SECOND)
    expect(Math.abs(joint().table.clock - Date.now())).toBeLessThan(SECOND)
    expect(joint().table.memberships).toBe(1)
    expect([...joint().table.segments.values()].map(({ unknown }) => unknown)).toEqual([1])
    expect(blind).toContain('TV 9500 set back')
    expect(told.filter((line) => /ended|lost|left|expired/.test(line))).toEqual([])
  })

  it('whose clock was set on by an hour, while a frame was on its way, keep their members', () => {
    const { show, joint, blind, told } = studio()
    const hour = 60 * MINUTE
    show('a', QUERIER, query())
    show('a', HOST, v2(GROUP))
    vi.advanceTimersByTime(10 * SECOND)
    vi.setSystemTime(START + 10 * SECOND + hour)
    show('a', QUERIER, query(), -hour) // captured just before the step
    vi.advanceTimersByTime(SECOND)
    show('a', QUERIER, query())
    vi.advanceTimersByTime(SECOND)
    expect(told.filter((line) => /ended|lost|left|expired/.test(line))).toEqual([])
    expect(joint().table.memberships).toBe(1)
    expect([...joint().table.segments.values()].map(({ unknown }) => unknown)).toEqual([1])
    expect(blind.filter((line) => line.startsWith('TV')).at(-1)).toBe(`TV 10500 ${11_000 + hour} asleep`)
  })

  it('that have shown nothing after five minutes are told: a name may be none', () => {
    const { show, joint } = studio()
    show('a', QUERIER, query())
    vi.advanceTimersByTime(4 * MINUTE)
    expect(joint().source().notice).toBeNull()
    vi.advanceTimersByTime(2 * MINUTE)
    expect(joint().source().notice).toEqual(notice('taps-unheard', { segment: 'TV', taps: 'core1/20' }))
    show('b', QUERIER, query())
    expect(joint().source().notice).toBeNull()
  })

  it('take a repetition of the host for what it is, on each of them', () => {
    const { show, joint } = studio()
    show('a', HOST, says('TO_EX', GROUP))
    show('b', HOST, says('TO_EX', GROUP), 20)
    vi.advanceTimersByTime(400)
    show('a', HOST, says('TO_EX', GROUP))
    show('b', HOST, says('TO_EX', GROUP), 20)
    expect(joint().source()).toMatchObject({ igmp: 4, duplicates: 2 })
    const [segment] = joint().table.segments.values()
    const [host] = segment!.hosts
    expect(host!.reports).toBe(2)
  })

  it('show a loop that is behind one of them, and count none of its frames twice', () => {
    const { show, joint } = studio()
    show('a', QUERIER, query())
    show('b', QUERIER, query(), 30)
    vi.advanceTimersByTime(SECOND)
    for (let copy = 0; copy < 12; copy += 1) show('a', HOST, says('TO_EX', GROUP), copy * 0.1)
    vi.advanceTimersByTime(5 * SECOND)
    expect([...joint().watch.book].map(({ code, severity }) => `${code} ${severity}`)).toContain('loop critical')
    expect(joint().source()).toMatchObject({ igmp: 3, duplicates: 1, loops: 4 })
  })

  it('are in no loop because both show the copies of their mirrors', () => {
    const { show, joint } = studio()
    for (const tap of ['a', 'b'] as const) {
      for (let copy = 0; copy < 8; copy += 1) show(tap, QUERIER, query(), copy * 0.1)
    }
    vi.advanceTimersByTime(5 * SECOND)
    expect([...joint().watch.book].map(({ code }) => code)).not.toContain('loop')
    expect(joint().source()).toMatchObject({ igmp: 2, duplicates: 1, loops: 0 })
  })

  it('leave other segments of their taps alone', () => {
    const { monitor, show, joint } = studio()
    show('a', HOST, v2(GROUP), 0, 30)
    expect(monitor.channels[0]!.table.memberships).toBe(1)
    expect(joint().table.memberships).toBe(0)
  })

  it('see what one of them alone shows: a leave that only the other switch forwards', () => {
    const { show, told } = studio()
    show('a', HOST, v2(GROUP))
    vi.advanceTimersByTime(SECOND)
    show('b', HOST, leave(GROUP))
    expect(told).toContain('TV left 1000')
  })

  it('are blind only while all of them are, and time stands still for that long', () => {
    const { taps, show, told, blind } = studio()
    show('a', HOST, v2(GROUP))
    show('b', HOST, v2(GROUP), 20)
    taps.b.state = { ...taps.b.state, state: 'waiting' }
    vi.advanceTimersByTime(100 * SECOND)
    expect(blind.filter((line) => line.startsWith('TV'))).toEqual([])
    taps.a.state = { ...taps.a.state, state: 'waiting' }
    vi.advanceTimersByTime(100 * SECOND)
    taps.a.state = { ...taps.a.state, state: 'running' }
    vi.advanceTimersByTime(SECOND)
    expect(blind.filter((line) => line.startsWith('TV'))).toHaveLength(1)
    // Nobody asks here: a group membership interval passes before the time that was left runs on.
    vi.advanceTimersByTime((158 + 260) * SECOND)
    expect(told.some((line) => line.startsWith('TV group-ended'))).toBe(false)
    vi.advanceTimersByTime(3 * SECOND)
    expect(told.some((line) => line.startsWith('TV group-ended'))).toBe(true)
  })
})

describe('taps that hang, which is noticed late', () => {
  it('end nobody while none of them is sure to see; one that is sure is enough', () => {
    const { taps, show, told } = studio()
    show('a', QUERIER, query())
    show('b', QUERIER, query(), 20)
    show('a', HOST, v2(GROUP))
    show('b', HOST, v2(GROUP), 20)
    vi.advanceTimersByTime(250 * SECOND)
    for (const tap of [taps.a, taps.b]) tap.state = { ...tap.state, vouchedUntil: START + 250 * SECOND }
    vi.advanceTimersByTime(15 * SECOND)
    expect(told.filter((line) => line.startsWith('TV') && /ended|lost/.test(line))).toEqual([])
    taps.b.state = { ...taps.b.state, vouchedUntil: START + 265 * SECOND }
    vi.advanceTimersByTime(SECOND / 4)
    expect(told.some((line) => line.startsWith('TV group-ended'))).toBe(true)
  })
})

describe('copies over taps', () => {
  const taps = [{}, {}, {}] as const
  it.each([
    [
      'another tap shows it later',
      [
        [0, 0],
        [1, 40],
      ],
      [false, true],
    ],
    [
      'another tap shows it earlier, by its own clock',
      [
        [0, 40],
        [1, 0],
      ],
      [false, true],
    ],
    [
      'a third one too',
      [
        [0, 0],
        [1, 10],
        [2, 20],
      ],
      [false, true, true],
    ],
    [
      'the same tap again is the host again',
      [
        [0, 0],
        [0, 200],
      ],
      [false, false],
    ],
    [
      'the second of each belong together',
      [
        [0, 0],
        [0, 200],
        [1, 30],
        [1, 230],
      ],
      [false, false, true, true],
    ],
    [
      'too late for a mirror',
      [
        [0, 0],
        [1, 600],
      ],
      [false, false],
    ],
  ] as [string, [0 | 1 | 2, number][], boolean[]][])('%s', (_name, shown, expected) => {
    const copies = new TapCopies()
    expect(shown.map(([tap, at]) => copies.isCopy(taps[tap], START + at, 'same octets'))).toEqual(expected)
  })

  it('forgets what no tap can be late with, and stays small', () => {
    const copies = new TapCopies()
    for (let i = 0; i < 20_000; i += 1) copies.isCopy(taps[0], START + i, `packet ${i}`)
    expect(copies.size).toBeLessThanOrEqual(4_096)
    expect(copies.isCopy(taps[1], START + 19_999, 'packet 19998')).toBe(true)
  })
})
