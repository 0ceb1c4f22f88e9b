import { describe, expect, it } from 'vitest'
import { CADENCE_KEPT } from '../../server/membership/querier.ts'
import { measureInterval } from '../../server/membership/query-interval.ts'
import { formatAddress, mac } from '../../shared/address.ts'
import { SECOND } from '../../shared/time.ts'
import type { OutgoingQuery } from '../../server/capture/simulated/message.ts'
import { ask, query, says, second, v2, Wire } from './wire.ts'

const R1 = '10.0.10.1'
const R2 = '10.0.10.2'
const R3 = '10.0.10.3'
const UNNUMBERED = '0.0.0.0'
const G = '239.1.1.1'
const old = (fields: Partial<OutgoingQuery> = {}): OutgoingQuery => query({ version: 2, ...fields })
const timing = (wire: Wire) => wire.segment.election.timing.view()
const elected = (wire: Wire): string | null => {
  const { elected: querier } = wire.segment.election
  return querier && `${formatAddress(querier.ip)} v${querier.version}`
}
/** General queries of one querier at these times. */
function asks(wire: Wire, from: string, times: readonly number[], message: OutgoingQuery = old()): string[] {
  return times.flatMap((t) => wire.say(t, from, message))
}

describe('election (RFC 3376 s6.6.2)', () => {
  it('the first general query elects', () => {
    const wire = new Wire()
    expect(wire.say(0, R2, query())).toEqual([`0 querier-elected ${R2} v3`])
    expect(wire.say(125, R2, query())).toEqual([])
  })

  it('a lower address takes over at once, a higher one is a candidate', () => {
    const wire = new Wire()
    wire.say(0, R2, query())
    expect(wire.say(1, R3, query())).toEqual([])
    expect(wire.say(2, R1, query())).toEqual([`2 querier-elected ${R1} v3`])
    expect(elected(wire)).toBe(`${R1} v3`)
    expect([...wire.segment.election.candidates.keys()].map(formatAddress).sort()).toEqual([R2, R3])
  })

  it('addresses are compared as unsigned numbers', () => {
    const wire = new Wire()
    wire.say(0, '9.255.255.255', query())
    expect(wire.say(1, '200.0.0.1', query())).toEqual([])
    expect(elected(wire)).toBe('9.255.255.255 v3')
    const other = new Wire()
    other.say(0, '200.0.0.1', query())
    expect(other.say(1, '9.0.0.1', query())).toEqual(['1 querier-elected 9.0.0.1 v3'])
  })

  it('a specific query elects nobody and refreshes nobody', () => {
    const wire = new Wire()
    expect(wire.say(0, R2, ask(G))).toEqual([])
    expect(elected(wire)).toBeNull()
    wire.say(10, R2, query())
    expect(wire.say(20, R1, ask(G))).toEqual([])
    wire.say(200, R2, ask(G))
    expect(wire.until(265)).toEqual([`265 querier-lost ${R2} v3`])
  })

  it('a damaged query elects nobody', () => {
    const wire = new Wire()
    wire.say(0, R1, query(), { badChecksum: true })
    expect(wire.segment.election.queries).toBe(0)
    expect(elected(wire)).toBeNull()
  })

  it.each([
    ['rfc3376', 255],
    ['rfc9776', 255],
  ] as const)('%s: is lost after RV x QI + QRI / 2', (formula, after) => {
    const wire = new Wire({ formula })
    wire.say(10, R1, query())
    expect(wire.until(10 + after - 0.001)).toEqual([])
    expect(wire.until(10 + after)).toEqual([`${10 + after} querier-lost ${R1} v3`])
    expect(wire.segment.election.last?.ip).toBeDefined()
  })

  it('the interval follows what the querier says', () => {
    const wire = new Wire()
    wire.say(0, R1, query({ robustness: 3, queryInterval: 20, maxResponseTenths: 40 }))
    expect(wire.until(61.999)).toEqual([])
    expect(wire.until(62)).toEqual([`62 querier-lost ${R1} v3`])
  })

  it('only the elected one refreshes: a candidate that goes on keeps nobody alive (FRR 12027)', () => {
    const wire = new Wire()
    wire.say(0, R1, query())
    for (let t = 10; t < 250; t += 10) expect(wire.say(t, R2, query())).toEqual([])
    expect(wire.say(255.5, R2, query())).toEqual([`255 querier-lost ${R1} v3`, `255.5 querier-elected ${R2} v3`])
  })

  it.each([
    ['a second before the interval ends', 254, true],
    ['just before the end', 254.9, true],
    ['at the end', 255, true],
    ['more than a second before', 253.999, false],
  ])('a higher address that queries %s', (_name, t, takesOver) => {
    const wire = new Wire()
    wire.say(0, R1, query())
    const told = wire.say(t, R2, query())
    expect(told.includes(`${t} querier-elected ${R2} v3`)).toBe(takesOver)
    expect(wire.segment.election.reigns.map(({ querier }) => formatAddress(querier.ip))).toEqual(
      takesOver ? [R1, R2] : [R1],
    )
  })

  it('the reign of one ends where that of the next begins', () => {
    const wire = new Wire()
    wire.say(0, R2, query())
    wire.say(100, R1, query())
    wire.until(355)
    wire.say(400, R2, query())
    const reigns = wire.segment.election.reigns.map(({ querier, from, to }) => [
      formatAddress(querier.ip),
      second(from),
      to === null ? null : second(to),
    ])
    expect(reigns).toEqual([
      [R2, 0, 100],
      [R1, 100, 355],
      [R2, 400, null],
    ])
  })

  it('the same one that comes back is elected again', () => {
    const wire = new Wire()
    wire.say(0, R1, query())
    wire.until(300)
    expect(elected(wire)).toBeNull()
    expect(wire.say(310, R1, query())).toEqual([`310 querier-elected ${R1} v3`])
  })

  it('a querier that changes its version or its MAC is the same one', () => {
    const wire = new Wire()
    wire.say(0, R1, query())
    expect(wire.say(100, R1, old())).toEqual([])
    expect(elected(wire)).toBe(`${R1} v2`)
    expect(wire.say(200, R1, query({ version: 1 }), { srcMac: mac(0x02000000bb01) })).toEqual([])
    expect(elected(wire)).toBe(`${R1} v1`)
    expect(wire.segment.election.elected?.mac).toBe(0x02000000bb01)
  })

  it('each segment elects its own', () => {
    const wire = new Wire()
    wire.say(0, R1, query())
    expect(wire.say(1, R2, query(), { vlans: [20] })).toEqual([`1 querier-elected ${R2} v3`])
    expect(wire.tap.table.segments.size).toBe(2)
  })

  it('queries and reports are kept apart: a report elects nobody', () => {
    const wire = new Wire()
    wire.say(0, R1, says('TO_EX', G))
    expect(elected(wire)).toBeNull()
  })
})

describe('an unnumbered querier (RFC 4541 s2.1.1)', () => {
  const SWITCH = mac(0x0200000000fe)
  const asked = (wire: Wire, t: number, message: OutgoingQuery = query()): string[] =>
    wire.say(t, UNNUMBERED, message, { srcMac: SWITCH })

  it('never wins, and is known by its MAC', () => {
    const wire = new Wire()
    expect(asked(wire, 0)).toEqual([])
    expect(wire.segment.election.unnumbered).toMatchObject({ mac: SWITCH, version: 3 })
    expect(wire.say(10, R2, query())).toEqual([`10 querier-elected ${R2} v3`])
    expect(asked(wire, 20)).toEqual([])
    expect(elected(wire)).toBe(`${R2} v3`)
  })

  it('teaches the timers while nobody is elected, and no longer', () => {
    const wire = new Wire()
    asked(wire, 0, query({ queryInterval: 60 }))
    expect(timing(wire)).toMatchObject({ queryIntervalMs: 60_000, queryIntervalOrigin: 'advertised' })
    wire.say(10, R1, query({ queryInterval: 30 }))
    asked(wire, 20, query({ queryInterval: 200, robustness: 7 }))
    expect(timing(wire)).toMatchObject({ queryIntervalMs: 30_000, robustness: 2 })
  })

  it('is forgotten when it is silent, without an event', () => {
    const wire = new Wire()
    asked(wire, 0)
    expect(wire.until(254.999)).toEqual([])
    expect(wire.segment.election.unnumbered).not.toBeNull()
    expect(wire.until(255)).toEqual([])
    expect(wire.segment.election.unnumbered).toBeNull()
  })

  it('does not hide that the elected one is lost', () => {
    const wire = new Wire()
    wire.say(0, R1, query())
    asked(wire, 200)
    expect(wire.until(400)).toEqual([`255 querier-lost ${R1} v3`])
    expect(wire.segment.election.unnumbered).not.toBeNull()
  })

  it('its queries are those of the querier while nobody is elected', () => {
    const wire = new Wire()
    const own = (t: number): boolean | undefined =>
      wire.step(t, UNNUMBERED, query(), { srcMac: SWITCH }).queries[0]?.elected
    expect(own(0)).toBe(true)
    wire.say(10, R1, query())
    expect(own(20)).toBe(false)
  })
})

describe('what the timers are learnt from (RFC 3376 s4.1.6, s4.1.7, s8)', () => {
  it('the defaults, before any query', () => {
    const wire = new Wire()
    wire.say(0, '10.0.10.11', says('TO_EX', G))
    expect(timing(wire)).toEqual({
      robustness: 2,
      queryIntervalMs: 125_000,
      queryIntervalShownMs: 125_000,
      queryIntervalOrigin: 'assumed',
      maxResponseMs: 10_000,
      groupMembershipMs: 260_000,
      otherQuerierPresentMs: 255_000,
      formula: 'rfc3376',
    })
  })

  it.each([
    ['QRV 0 is the default', { robustness: 0 }, { robustness: 2 }],
    ['a robustness above 7 is sent as 0', { robustness: 9 }, { robustness: 2 }],
    ['QRV 1', { robustness: 1 }, { robustness: 1, groupMembershipMs: 135_000 }],
    ['QRV 7', { robustness: 7 }, { robustness: 7, groupMembershipMs: 885_000 }],
    ['QQIC 0 is the default', { queryInterval: 0 }, { queryIntervalMs: 125_000 }],
    ['QQIC 255', { queryInterval: 31_744 }, { queryIntervalMs: 31_744_000 }],
    ['Max Resp Code', { maxResponseTenths: 50 }, { maxResponseMs: 5_000, otherQuerierPresentMs: 252_500 }],
    ['Max Resp Code 0', { maxResponseTenths: 0 }, { maxResponseMs: 0, groupMembershipMs: 250_000 }],
  ])('%s', (_name, fields, expected) => {
    const wire = new Wire()
    wire.say(0, R1, query(fields))
    expect(timing(wire)).toMatchObject(expected)
  })

  it('RFC 9776 counts the response time twice', () => {
    const wire = new Wire({ formula: 'rfc9776' })
    wire.say(0, R1, query({ queryInterval: 60, maxResponseTenths: 50 }))
    expect(timing(wire)).toMatchObject({ groupMembershipMs: 130_000, otherQuerierPresentMs: 122_500 })
  })

  it('the newest query of the elected one alone: a forged QQIC of another address teaches nothing', () => {
    const wire = new Wire()
    wire.say(0, R1, query())
    wire.say(1, R2, query({ queryInterval: 31_744, robustness: 7, maxResponseTenths: 31_744 }))
    expect(timing(wire)).toMatchObject({ queryIntervalMs: 125_000, robustness: 2, maxResponseMs: 10_000 })
    wire.say(2, R1, ask(G, [], { queryInterval: 20, robustness: 5, maxResponseTenths: 20 }))
    expect(timing(wire)).toMatchObject({ queryIntervalMs: 125_000, robustness: 2, maxResponseMs: 10_000 })
    wire.say(125, R1, query({ queryInterval: 20 }))
    expect(timing(wire)).toMatchObject({ queryIntervalMs: 20_000 })
  })

  it('version 1 means 10 s, version 2 says its response time', () => {
    const wire = new Wire()
    wire.say(0, R1, query({ version: 1 }))
    expect(timing(wire)).toMatchObject({ maxResponseMs: 10_000, robustness: 2, queryIntervalOrigin: 'assumed' })
    wire.say(10, R1, old({ maxResponseTenths: 200 }))
    expect(timing(wire)).toMatchObject({ maxResponseMs: 20_000 })
  })

  it('a querier that falls back from version 3 to 2 no longer advertises', () => {
    const wire = new Wire()
    wire.say(0, R1, query({ robustness: 5, queryInterval: 60 }))
    wire.say(60, R1, old())
    expect(timing(wire)).toMatchObject({ robustness: 2, queryIntervalOrigin: 'assumed', queryIntervalMs: 125_000 })
    for (let t = 120; t <= 420; t += 60) wire.say(t, R1, old())
    expect(timing(wire)).toMatchObject({ queryIntervalOrigin: 'measured', queryIntervalMs: 60_000 })
  })

  it('deadlines that run keep their time when the interval changes', () => {
    const wire = new Wire()
    wire.say(0, R1, query())
    wire.say(10, '10.0.10.11', says('TO_EX', G))
    wire.say(20, R1, query({ queryInterval: 20 }))
    expect(wire.state(G)).toBe('EX 270')
  })
})

const every = (interval: number, queries: number): number[] => Array.from({ length: queries }, (_, i) => i * interval)
/** A switch asks each of its ports by a clock of its own, and the mirror shows them all. */
const beats = (interval: number, ...offsets: number[]): number[] =>
  every(interval, 9).flatMap((at) => offsets.map((offset) => at + offset))

describe('the interval that is not on the wire', () => {
  const learnt = (times: readonly number[]): Wire => {
    const wire = new Wire()
    asks(wire, R1, times)
    return wire
  }
  it.each([
    ['no gap', [0], 'assumed', 125_000, 125_000],
    ['one gap', [0, 60], 'assumed', 125_000, 125_000],
    ['two gaps that may be those of a start-up at a quarter of 240 s', [0, 60, 120], 'assumed', 125_000, 125_000],
    ['two gaps that are too long for that', [0, 125, 250], 'measured', 125_000, 125_000],
    ['more gaps than a start-up has', every(60, 8), 'measured', 60_000, 60_000],
    ['as many as a start-up may have', every(60, 7), 'assumed', 125_000, 125_000],
    ['start-up at a quarter: the largest', [0, 31.25, 156.25], 'measured', 125_000, 125_000],
    ['start-up and three intervals', [0, 15, 75, 135, 195], 'measured', 60_000, 60_000],
    ['start-up with a robustness of 3, while it lasts', [0, 31.25, 62.5], 'assumed', 125_000, 125_000],
    ['start-up with a robustness of 3', [0, 15, 30, 90], 'measured', 60_000, 60_000],
    ['start-up with a robustness of 7', [...every(15, 7), 150], 'measured', 60_000, 60_000],
    ['start-up of 250 s: no timer is shorter than what was seen', [0, 62.5, 312.5], 'measured', 250_000, 250_000],
    ['a missed query', [0, 15, 75, 135, 255, 315], 'measured', 60_000, 60_000],
    ['two missed in a row', [0, 15, 75, 135, 195, 375, 435], 'measured', 60_000, 60_000],
    ['a missed query, with three gaps, cannot be told', [0, 100, 200, 400], 'assumed', 200_000, 200_000],
    ['copies are no gaps', [0, 0.00003, 15, 15.00003, 75, 75.05, 135], 'measured', 60_000, 60_000],
    ['who repeats each query has no one beat', [0, 60, 60.5, 120, 120.5, 180, 180.5], 'assumed', 125_000, 125_000],
    ['jitter: the largest is for timers, the median is shown', [0, 15, 75, 134, 196, 255], 'measured', 62_000, 60_000],
    ['two ports with a beat each: their gaps are no interval', beats(125, 0, 80), 'assumed', 125_000, 125_000],
    ['two ports with a beat each, of 250 s', beats(250, 0, 30), 'assumed', 220_000, 220_000],
    ['three ports with a beat each', beats(4, 0, 1.3, 2.9), 'assumed', 125_000, 125_000],
    ['many ports: nobody asks again before the answers are due (s8.3)', every(5, 20), 'assumed', 125_000, 125_000],
  ] as const)('%s', (_name, times, queryIntervalOrigin, queryIntervalMs, queryIntervalShownMs) => {
    expect(timing(learnt(times))).toMatchObject({ queryIntervalOrigin, queryIntervalMs, queryIntervalShownMs })
  })

  it('the last nine gaps are kept: a long one is forgotten', () => {
    const long = [0, 100, 160, 220, 280, 340, 400, 460, 520, 580]
    expect(timing(learnt(long)).queryIntervalMs).toBe(100_000)
    expect(timing(learnt([...long, 640])).queryIntervalMs).toBe(60_000)
  })

  it('the gap of an outage is no interval', () => {
    const wire = learnt([0, 15, 75, 135])
    expect(wire.until(400)).toContain(`260 querier-lost ${R1} v2`)
    wire.say(1_000, R1, old())
    expect(timing(wire)).toMatchObject({ queryIntervalMs: 60_000, queryIntervalOrigin: 'measured' })
  })

  it('another querier has gaps of its own', () => {
    const wire = new Wire()
    asks(wire, R2, [0, 60, 120, 180])
    asks(wire, R1, [190])
    expect(timing(wire)).toMatchObject({ queryIntervalOrigin: 'assumed', queryIntervalMs: 125_000 })
    asks(wire, R1, [290, 390])
    expect(timing(wire)).toMatchObject({ queryIntervalOrigin: 'measured', queryIntervalMs: 100_000 })
  })

  it('an unnumbered querier before the elected one has gaps of its own', () => {
    const wire = new Wire()
    asks(wire, UNNUMBERED, [0, 60, 120, 180, 240, 300, 360, 420])
    expect(timing(wire)).toMatchObject({ queryIntervalMs: 60_000, queryIntervalOrigin: 'measured' })
    asks(wire, R1, [430])
    expect(timing(wire)).toMatchObject({ queryIntervalOrigin: 'assumed' })
    // Twice the other's interval, which is no missed query.
    asks(wire, R1, [555, 680])
    expect(timing(wire)).toMatchObject({ queryIntervalMs: 125_000, queryIntervalOrigin: 'measured' })
  })

  it('an unnumbered querier after the elected one has gaps of its own, and so has the one that comes back', () => {
    const wire = new Wire()
    asks(wire, R1, [0, 125, 250])
    wire.until(600)
    asks(wire, UNNUMBERED, [600, 605, 625, 645])
    expect(timing(wire)).toMatchObject({ queryIntervalMs: 20_000, queryIntervalOrigin: 'measured' })
    asks(wire, R1, [655])
    expect(timing(wire)).toMatchObject({ queryIntervalOrigin: 'assumed' })
  })

  it('two unnumbered switches are two queriers', () => {
    const wire = new Wire()
    for (let i = 0; i < 6; i += 1) {
      wire.say(i * 60, UNNUMBERED, old(), { srcMac: mac(0x02000000fe01) })
      wire.say(i * 60 + 7, UNNUMBERED, old(), { srcMac: mac(0x02000000fe02) })
    }
    expect(timing(wire)).toMatchObject({ queryIntervalMs: 125_000, queryIntervalOrigin: 'assumed' })
  })

  it('a candidate teaches nothing', () => {
    const wire = new Wire()
    for (let i = 0; i < 8; i += 1) {
      wire.say(i * 60, R1, old())
      wire.say(i * 60 + 13, R2, old())
    }
    expect(timing(wire)).toMatchObject({ queryIntervalMs: 60_000, queryIntervalShownMs: 60_000 })
  })

  it('what is learnt holds for the next report', () => {
    const wire = learnt([0, 15, 75])
    wire.say(76, '10.0.10.11', v2(G))
    expect(wire.state(G)).toBe('EX 206')
  })

  it.each([
    [[60, 60, 60, 60], { median: 60, longest: 60 }],
    [[60, 60, 60, 126], { median: 60, longest: 60 }], // within a tenth of twice
    [[60, 60, 60, 140], { median: 60, longest: 140 }],
    [[60, 60, 60, 180], { median: 60, longest: 60 }],
    [[60, 60, 60, 240], { median: 240, longest: 240, startUp: false }], // four times: those before were start-up queries
    [[60, 120], { longest: 120, regular: false }],
    [[60, 60, 120], { longest: 120, regular: false }],
    [[60, 60, 60, 25, 35, 60, 60, 60, 60], { median: 60, longest: 60, regular: true }], // one query more in between
    [[80, 45, 80, 45, 80, 45, 80, 45, 80], { longest: 80, regular: false }],
    [[9, 9, 9, 9, 9, 9, 9, 9, 9], { longest: 9, regular: false }], // not above the max response time
    [[30, 30, 30, 30, 30, 30], { longest: 30, regular: true, startUp: true }],
    [[30, 30, 30, 30, 30, 30, 30], { longest: 30, regular: true, startUp: false }],
  ])('gaps %j', (gaps, expected) => {
    const measured = measureInterval(
      gaps.map((gap) => gap * SECOND),
      10 * SECOND,
    )
    expect({ ...measured, median: measured.median / SECOND, longest: measured.longest / SECOND }).toMatchObject(
      expected,
    )
  })

  it('while it may be a start-up nobody is lost and nobody expires', () => {
    // Robustness 4, which is not on the wire: three gaps at a quarter.
    const wire = learnt(every(31.25, 4))
    wire.say(95, '10.0.10.11', v2(G))
    expect(wire.until(218.7)).toEqual([])
    expect(wire.say(218.75, R1, old())).toEqual([])
    expect(timing(wire)).toMatchObject({ queryIntervalMs: 125_000, queryIntervalOrigin: 'measured' })
  })

  it('but a router that knows the interval takes over in time', () => {
    const wire = learnt(every(4, 4).map((t) => t + 1))
    expect(timing(wire)).toMatchObject({ queryIntervalOrigin: 'assumed' })
    // 2 x 4 s and half of the response time, less the margin of a second.
    expect(wire.say(24, R2, old())).toEqual([])
    expect(wire.say(25, R2, old())).toEqual([`25 querier-elected ${R2} v2`])
  })

  it('ports with a beat each shorten no membership', () => {
    const wire = learnt(beats(60, 0, 7, 29))
    wire.say(520, '10.0.10.11', v2(G))
    expect(wire.state(G)).toBe('EX 780')
  })
})

describe('cadence', () => {
  it('has each general query, its gap and what was missed', () => {
    const wire = new Wire()
    wire.say(0, R1, query())
    wire.say(125, R1, query())
    wire.say(130, R2, query())
    wire.say(375, R1, query())
    const dots = wire.segment.election.cadence.map((dot) => [
      formatAddress(dot.ip),
      dot.gap === null ? null : dot.gap / 1_000,
      dot.missed,
      dot.elected,
    ])
    expect(dots).toEqual([
      [R1, null, 0, true],
      [R1, 125, 0, true],
      [R2, null, 0, false],
      [R1, 250, 1, true],
    ])
  })

  it('is bounded, the oldest goes first', () => {
    const wire = new Wire()
    for (let i = 0; i <= CADENCE_KEPT; i += 1) wire.say(i, R1, query())
    const { cadence } = wire.segment.election
    expect(cadence).toHaveLength(CADENCE_KEPT)
    expect(second(cadence[0]!.at)).toBe(1)
  })

  it('candidates and reigns are bounded', () => {
    const wire = new Wire()
    wire.say(0, '10.0.0.1', query())
    for (let i = 2; i < 100; i += 1) wire.say(i, `10.0.0.${i}`, query())
    const kept = [...wire.segment.election.candidates.keys()].map(formatAddress)
    expect(kept).toHaveLength(16)
    expect(kept).toContain('10.0.0.99')
    for (let i = 0; i < 200; i += 1) wire.say(1_000 + i * 300, R1, query())
    expect(wire.segment.election.reigns.length).toBeLessThanOrEqual(64)
  })
})
