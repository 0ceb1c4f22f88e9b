import { describe, expect, it } from 'vitest'
import { TABLE_LIMITS } from '../../server/membership/limits.ts'
import { MAX_SOURCES_PER_GROUP } from '../../server/membership/report.ts'
import { mac } from '../../shared/address.ts'
import { ask, leave, query, record, says, v1, v2, v3, Wire } from './wire.ts'

const G = '239.1.1.1'
const SSM = '232.1.1.1'
const ROUTER = '10.0.10.1'
const H = '10.0.10.11'
const H2 = '10.0.10.12'
const [A, B, C] = ['192.0.2.1', '192.0.2.2', '192.0.2.3'] as const
const LETTERS: Record<string, string> = { [A]: 'a', [B]: 'b', [C]: 'c' }
const letter = (source: string): string => LETTERS[source] ?? source

const heard = (options: ConstructorParameters<typeof Wire>[0] = {}): Wire => {
  const wire = new Wire(options)
  wire.say(0, ROUTER, query())
  return wire
}
const ends = (told: readonly string[]): string[] => told.filter((text) => text.includes('group-ended'))

describe('timers run out (RFC 3376 s6.2.2, s6.3, s6.5)', () => {
  it.each([
    ['rfc3376', 260],
    ['rfc9776', 270],
  ] as const)('%s: a group lives %i s after its last report', (formula, gmi) => {
    const wire = heard({ formula })
    wire.say(10, H, says('TO_EX', G))
    wire.say(100, H, says('IS_EX', G))
    expect(ends(wire.until(100 + gmi - 0.001))).toEqual([])
    expect(ends(wire.until(100 + gmi))).toEqual([`${100 + gmi} group-ended ${G} timeout`])
    expect(wire.tap.table.groups).toBe(0)
  })

  it('INCLUDE: a source whose timer is zero is deleted, the last one ends the group', () => {
    const wire = heard()
    wire.say(10, H, says('ALLOW', G, A))
    wire.say(20, H2, says('ALLOW', G, B))
    wire.until(270)
    expect(wire.state(G, letter)).toBe('IN b@280')
    expect(ends(wire.until(280))).toEqual([`280 group-ended ${G} timeout`])
  })

  it('EXCLUDE: a source whose timer is zero is blocked, and kept', () => {
    const wire = heard()
    wire.say(10, H, says('IS_IN', G, A))
    wire.say(20, H2, says('TO_EX', G, A))
    expect(wire.state(G, letter)).toBe('EX 280 a@270')
    wire.until(270)
    expect(wire.state(G, letter)).toBe('EX 280 a@0')
    expect(ends(wire.until(280))).toEqual([`280 group-ended ${G} timeout`])
  })

  it('EXCLUDE ends: INCLUDE with the sources that run, the blocked ones go', () => {
    const wire = heard()
    wire.say(10, H, says('TO_EX', G, A, B))
    wire.say(20, H2, says('ALLOW', G, A, C))
    expect(wire.state(G, letter)).toBe('EX 270 a@280 b@0 c@280')
    expect(ends(wire.until(270))).toEqual([])
    expect(wire.state(G, letter)).toBe('IN a@280 c@280')
    expect(ends(wire.until(280))).toEqual([`280 group-ended ${G} timeout`])
  })

  it('EXCLUDE ends together with its last source: the group ends once', () => {
    const wire = heard()
    wire.say(10, H, v3(record('TO_EX', G), record('ALLOW', G, A)))
    expect(wire.state(G, letter)).toBe('EX 270 a@270')
    expect(ends(wire.until(1_000))).toEqual([`270 group-ended ${G} timeout`])
  })

  it('a deadline at the time of a frame fires before the frame is applied', () => {
    const wire = new Wire()
    wire.say(10, H, says('TO_EX', G))
    expect(wire.say(270, H, says('IS_EX', G))).toEqual([
      `270 expired ${G} ${H} EX{}`,
      `270 group-ended ${G} timeout`,
      `270 group-started ${G} EX{}`,
      `270 joined ${G} ${H} EX{}`,
    ])
  })

  it('a frame that is no IGMP moves the clock too', () => {
    const wire = heard()
    wire.say(10, H, says('TO_EX', G))
    const arp = new Uint8Array(60)
    arp[12] = 0x08
    arp[13] = 0x06
    const step = wire.tap.take({
      at: Date.UTC(2025, 10, 26) + 270_000,
      linkType: 1,
      data: arp,
      start: 0,
      end: 60,
      wireLength: 60,
      interfaceId: null,
      tunnel: null,
    })
    expect(step.events.map(({ event }) => event)).toContain('group-ended')
  })

  it('the end of a group ends its members', () => {
    const wire = heard()
    wire.say(10, H, v2(G))
    wire.say(11, H2, says('IS_EX', G))
    wire.say(20, ROUTER, ask(G, [], { version: 2 }))
    expect(wire.until(22)).toEqual([
      `22 expired ${G} ${H2} EX{}`,
      `22 expired ${G} ${H} EX{}`,
      `22 group-ended ${G} leave`,
    ])
    expect(wire.tap.table.memberships).toBe(0)
  })
})

describe('specific queries that are seen (RFC 3376 s6.6.1, s6.6.3)', () => {
  it('Q(G) leaves the last member query time: LMQI x LMQC', () => {
    const wire = heard()
    wire.say(10, H, says('TO_EX', G))
    wire.say(20, ROUTER, ask(G))
    expect(wire.state(G)).toBe('EX 22')
    expect(ends(wire.until(22))).toEqual([`22 group-ended ${G} leave`])
  })

  it('LMQC is the robustness variable that was learnt, LMQI stands in the packet', () => {
    const wire = new Wire()
    wire.say(0, ROUTER, query({ robustness: 3 }))
    wire.say(10, H, says('TO_EX', G))
    wire.say(20, ROUTER, ask(G, [], { maxResponseTenths: 25, robustness: 7 }))
    expect(wire.state(G)).toBe('EX 27.5')
  })

  it('S = 1 changes nothing', () => {
    const wire = heard()
    wire.say(10, H, v3(record('TO_EX', G), record('ALLOW', G, A)))
    wire.say(20, ROUTER, ask(G, [], { suppress: true }))
    wire.say(20, ROUTER, ask(G, [A], { suppress: true }))
    expect(wire.state(G, letter)).toBe('EX 270 a@270')
    expect(ends(wire.until(1_000))).toEqual([`270 group-ended ${G} timeout`])
  })

  it('a version 2 query has no S flag: each one lowers, by LMQC x Max Response Time (RFC 2236 s3)', () => {
    const wire = new Wire()
    wire.say(0, ROUTER, query({ version: 2 }))
    wire.say(10, H, v2(G))
    wire.say(20, ROUTER, ask(G, [], { version: 2, maxResponseTenths: 200 }))
    expect(wire.state(G)).toBe('EX 60')
    wire.say(21, ROUTER, ask(G, [], { version: 2 }))
    expect(wire.state(G)).toBe('EX 23')
  })

  it('the timer never grows: min(remaining, LMQT)', () => {
    const wire = heard()
    wire.say(10, H, says('TO_EX', G))
    wire.say(20, ROUTER, ask(G))
    wire.say(21, ROUTER, ask(G))
    expect(wire.state(G)).toBe('EX 22')
    wire.say(21.5, H, says('IS_EX', G))
    expect(wire.state(G)).toBe('EX 281.5')
    wire.say(281, ROUTER, ask(G))
    expect(wire.state(G)).toBe('EX 281.5')
    expect(ends(wire.until(282))).toEqual([`281.5 group-ended ${G} timeout`])
  })

  it('an answer undoes the lowering, and its reason', () => {
    const wire = heard()
    wire.say(10, H, says('TO_EX', G))
    wire.say(20, ROUTER, ask(G))
    wire.say(21, H, says('IS_EX', G))
    expect(ends(wire.until(1_000))).toEqual([`281 group-ended ${G} timeout`])
  })

  it('Q(G, A) lowers the timers of A alone', () => {
    const wire = heard()
    wire.say(10, H, says('ALLOW', G, A, B))
    wire.say(20, ROUTER, ask(G, [A, C]))
    expect(wire.state(G, letter)).toBe('IN a@22 b@270')
    expect(ends(wire.until(22))).toEqual([])
    expect(wire.state(G, letter)).toBe('IN b@270')
    // The source that ended last was not asked for.
    expect(ends(wire.until(270))).toEqual([`270 group-ended ${G} timeout`])
  })

  it('Q(G, A) that asks for the last source ends an INCLUDE group by leave', () => {
    const wire = heard()
    wire.say(10, H, says('ALLOW', G, A))
    wire.say(20, H, says('BLOCK', G, A))
    wire.say(20.001, ROUTER, ask(G, [A]))
    expect(wire.until(30)).toEqual([`22.001 group-ended ${G} leave`])
  })

  it('Q(G, A) in EXCLUDE blocks A at its end, and the group lives', () => {
    const wire = heard()
    wire.say(10, H, says('TO_EX', G))
    wire.say(20, H, says('BLOCK', G, A))
    expect(wire.state(G, letter)).toBe('EX 270 a@270')
    wire.say(20.001, ROUTER, ask(G, [A]))
    wire.until(23)
    expect(wire.state(G, letter)).toBe('EX 270 a@0')
  })

  it('a blocked source stays blocked when it is asked for', () => {
    const wire = heard()
    wire.say(10, H, says('TO_EX', G, A))
    wire.say(20, ROUTER, ask(G, [A]))
    expect(wire.state(G, letter)).toBe('EX 270 a@0')
  })

  it('Q(G) touches no source timer: TO_IN moves the group on by Q(G) and Q(G, X-A)', () => {
    const wire = heard()
    wire.say(10, H, v3(record('TO_EX', G), record('ALLOW', G, A)))
    wire.say(20, H, says('TO_IN', G, B))
    wire.say(20, ROUTER, ask(G, [A]))
    wire.say(20, ROUTER, ask(G))
    expect(wire.state(G, letter)).toBe('EX 22 a@22 b@280')
    expect(ends(wire.until(22))).toEqual([])
    expect(wire.state(G, letter)).toBe('IN b@280')
  })

  it('Q(G) means nothing to an INCLUDE group: it has no group timer', () => {
    const wire = heard()
    wire.say(10, H, says('ALLOW', G, A))
    wire.say(20, ROUTER, ask(G))
    expect(wire.state(G, letter)).toBe('IN a@270')
  })

  it('row 11 uses the group timer as it was, lowered', () => {
    const wire = heard()
    wire.say(10, H, says('TO_EX', G))
    wire.say(20, ROUTER, ask(G))
    wire.say(21, H, says('TO_EX', G, A))
    expect(wire.state(G, letter)).toBe('EX 281 a@22')
    wire.until(22)
    expect(wire.state(G, letter)).toBe('EX 281 a@0')
  })

  it('who asks does not matter, nor where it was sent: every router that hears it lowers', () => {
    const wire = heard()
    wire.say(10, H, says('TO_EX', G))
    wire.say(20, '10.0.10.77', ask(G), { dst: 0xe0000001 as never })
    expect(wire.state(G)).toBe('EX 22')
    const fromSwitch = heard()
    fromSwitch.say(10, H, says('TO_EX', G))
    fromSwitch.say(20, '0.0.0.0', ask(G), { srcMac: mac(0x02000000aaaa) })
    expect(fromSwitch.state(G)).toBe('EX 22')
  })

  it('no query is made up: after a leave that nobody asks about the group lives its time', () => {
    const wire = heard()
    wire.say(10, H, v2(G))
    expect(wire.say(20, H, leave(G))).toEqual([`20 left ${G} ${H} EX{}`])
    expect(wire.members(G)).toEqual([])
    expect(wire.until(1_000).filter((text) => text.includes(G))).toEqual([`270 group-ended ${G} timeout`])
  })

  it('a group that nobody reported is not made by a query for it', () => {
    const wire = heard()
    wire.say(20, ROUTER, ask(G))
    wire.say(20, ROUTER, ask(G, [A]))
    expect(wire.state(G)).toBe('none')
  })

  it('a damaged query lowers nothing', () => {
    const wire = heard()
    wire.say(10, H, says('TO_EX', G))
    wire.say(20, ROUTER, ask(G), { badChecksum: true })
    wire.say(20, ROUTER, ask(G), { fragment: 0x2000 })
    expect(wire.state(G)).toBe('EX 270')
  })

  it('Max Resp Code 0 leaves no time at all', () => {
    const wire = heard()
    wire.say(10, H, says('TO_EX', G))
    wire.say(20, ROUTER, ask(G, [], { maxResponseTenths: 0 }))
    expect(ends(wire.until(20))).toEqual([])
    expect(ends(wire.until(20.001))).toEqual([`20 group-ended ${G} leave`])
  })

  it('under rfc9776 the last member query time is the same', () => {
    const wire = heard({ formula: 'rfc9776' })
    wire.say(10, H, says('TO_EX', G))
    wire.say(20, ROUTER, ask(G))
    expect(wire.state(G)).toBe('EX 22')
  })
})

describe('group compatibility mode (RFC 3376 s7.3.2)', () => {
  const version = (wire: Wire): number => wire.group(G)?.version(wire.tap.table.clock) ?? 0

  it('is the oldest version that was reported, for the older host present time', () => {
    const wire = heard()
    wire.say(10, H, says('TO_EX', G))
    expect(version(wire)).toBe(3)
    wire.say(20, H2, v2(G))
    expect(version(wire)).toBe(2)
    wire.say(30, H2, v1(G))
    expect(version(wire)).toBe(1)
    wire.say(200, H, says('IS_EX', G))
    wire.until(289.999)
    expect(version(wire)).toBe(1)
    wire.until(290)
    // The version 2 timer of 20 s ran out in the meantime.
    expect(version(wire)).toBe(3)
  })

  it('falls back from version 1 to version 2 while that timer runs', () => {
    const wire = heard()
    wire.say(10, H, v1(G))
    wire.say(100, H2, v2(G))
    expect(version(wire)).toBe(1)
    wire.until(270)
    expect(version(wire)).toBe(2)
  })

  it('the older host present time is RV x QI + QRI under both formulas (s8.13)', () => {
    for (const formula of ['rfc3376', 'rfc9776'] as const) {
      const wire = heard({ formula })
      wire.say(10, H, v2(G))
      expect((wire.group(G)!.v2Until - Date.UTC(2025, 10, 26)) / 1_000).toBe(270)
    }
  })

  it.each([
    ['version 3', undefined, 'EX 270 a@270', 'EX 320 b@270', 'EX 270 a@0 b@330'],
    ['version 2', v2, 'EX 275', 'EX 320', 'EX 275 b@330'],
    ['version 1', v1, 'EX 275', 'EX 320', 'EX 275'],
  ] as const)('%s: BLOCK, TO_EX and TO_IN', (_name, older, blocked, toEx, toIn) => {
    const fresh = (): Wire => {
      const wire = heard()
      wire.say(10, H, says('TO_EX', G))
      if (older) wire.say(15, H2, older(G))
      return wire
    }
    const wire = fresh()
    wire.say(50, H, says('BLOCK', G, A))
    expect(wire.state(G, letter)).toBe(blocked)
    const second = fresh()
    second.say(60, H, says('TO_EX', G, B))
    expect(second.state(G, letter)).toBe(toEx)
    const third = fresh()
    if (!older) {
      third.say(60, H, says('BLOCK', G, A))
      third.say(60, ROUTER, ask(G, [A]))
      third.until(63)
    }
    third.say(70, H, says('TO_IN', G, B))
    expect(third.state(G, letter)).toBe(toIn)
  })

  it.each([
    ['IS_IN', 'EX 275 a@320'],
    ['ALLOW', 'EX 275 a@320'],
    ['IS_EX', 'EX 320 a@320'],
  ] as const)('version 1 mode takes %s as it is', (type, state) => {
    const wire = heard()
    wire.say(10, H, says('TO_EX', G))
    wire.say(15, H2, v1(G))
    wire.say(60, H, says(type, G, A))
    expect(wire.state(G, letter)).toBe(state)
  })

  it('in version 1 mode a leave is the word of the host alone', () => {
    const wire = heard()
    wire.say(10, H, v1(G))
    wire.say(20, H2, v2(G))
    expect(wire.say(30, H2, leave(G))).toEqual([`30 left ${G} ${H2} EX{}`])
    expect(wire.state(G)).toBe('EX 280')
    expect(wire.members(G)).toEqual([`${H} EX{} confirmed`])
  })

  it('a version 2 report restarts the group timer, as IS_EX({})', () => {
    const wire = heard()
    wire.say(10, H, says('TO_EX', G, A))
    wire.say(20, H2, v2(G))
    expect(wire.state(G, letter)).toBe('EX 280')
  })
})

describe('what is never a membership (RFC 3376 s4.2.12, RFC 2236 s6, RFC 9776 s6.4)', () => {
  it.each([
    ['TO_EX in 232/8', says('TO_EX', SSM)],
    ['IS_EX in 232/8', says('IS_EX', SSM)],
    ['TO_EX with sources in 232/8', says('TO_EX', SSM, A)],
    ['a version 2 report in 232/8', v2(SSM)],
    ['a version 1 report in 232/8', v1(SSM)],
    ['a version 2 report of 224.0.0.1', v2('224.0.0.1')],
    ['a version 3 report of 224.0.0.1', says('TO_EX', '224.0.0.1')],
    ['ALLOW of 224.0.0.1', says('ALLOW', '224.0.0.1', A)],
    ['a report of a group outside 224/4', v2('223.255.255.255')],
    ['a version 3 report of 240.0.0.0', says('TO_EX', '240.0.0.0')],
    ['a report of 0.0.0.0', says('TO_EX', '0.0.0.0')],
    ['an empty report', v3()],
    ['a leave of an unknown group', leave(G)],
  ])('%s', (_name, message) => {
    const wire = heard()
    expect(wire.say(10, H, message)).toEqual([])
    expect(wire.segment.groups.size).toBe(0)
    expect(wire.tap.table.memberships).toBe(0)
    expect([...wire.segment.hosts]).toHaveLength(1)
  })

  it('in 232/8 sources are joined and left as anywhere', () => {
    const wire = heard()
    expect(wire.say(10, H, says('ALLOW', SSM, A))).toEqual([
      `10 group-started ${SSM} IN{${A}}`,
      `10 joined ${SSM} ${H} IN{${A}}`,
    ])
    wire.say(20, H2, says('TO_EX', SSM))
    wire.say(21, H2, v2(SSM))
    expect(wire.state(SSM, letter)).toBe('IN a@270')
    expect(wire.group(SSM)!.version(wire.tap.table.clock)).toBe(3)
    expect(wire.segment.ignoredSourceSpecific).toBe(2)
    expect(wire.say(30, H, says('BLOCK', SSM, A))).toEqual([`30 left ${SSM} ${H} IN{${A}}`])
  })

  it('other records of the same message count', () => {
    const wire = heard()
    const told = wire.say(10, H, v3(record('TO_EX', '224.0.0.1'), record('TO_EX', SSM), record('TO_EX', G)))
    expect(told).toEqual([`10 group-started ${G} EX{}`, `10 joined ${G} ${H} EX{}`])
  })

  it('224.0.0.0/24 is a membership, kept apart from the totals', () => {
    const wire = heard()
    wire.say(10, H, says('TO_EX', '224.0.0.251'))
    expect(wire.members('224.0.0.251')).toEqual([`${H} EX{} confirmed`])
    const { linkLocalGroups, routableGroups, hostsWithGroups, confirmed } = wire.segment
    expect({ linkLocalGroups, routableGroups, hostsWithGroups, confirmed }).toEqual({
      linkLocalGroups: 1,
      routableGroups: 0,
      hostsWithGroups: 0,
      confirmed: 0,
    })
    wire.until(1_000)
    expect(wire.segment.linkLocalGroups).toBe(0)
  })
})

describe('wrong but acceptable (protocol: accept and flag)', () => {
  it.each([
    ['TTL 2', { ttl: 2 }],
    ['no Router Alert', { routerAlert: false }],
    ['another destination', { dst: 0xe0000002 | 0 }],
  ])('a report with %s counts', (_name, envelope) => {
    const wire = heard()
    expect(wire.say(10, H, v2(G), envelope as never)).toHaveLength(2)
  })

  it('a leave to neither 224.0.0.2 nor the group: the host says it leaves, the group is as it was', () => {
    const wire = heard()
    wire.say(10, H, v2(G))
    expect(wire.say(20, H, leave(G), { dst: 0xef010109 as never })).toEqual([`20 left ${G} ${H} EX{}`])
    expect(wire.state(G)).toBe('EX 270')
    expect(wire.tap.counters.problems).toEqual({ 'wrong-destination': 1 })
  })
})

describe('bounds', () => {
  it('sources beyond what one group may have are refused and counted', () => {
    const wire = heard()
    const many = (from: number): string[] => Array.from({ length: 300 }, (_, i) => `10.1.${from}.${i % 250}`)
    for (let i = 0; i < 20; i += 1) wire.say(10, `10.0.10.${20 + i}`, says('ALLOW', G, ...new Set(many(i))))
    expect(wire.group(G)!.sources!.size).toBe(MAX_SOURCES_PER_GROUP)
    expect(wire.tap.table.refused.sources).toBe(20 * 250 - MAX_SOURCES_PER_GROUP)
  })

  it.each([
    ['groups', { groups: 2 }],
    ['hosts', { hosts: 2 }],
    ['memberships', { memberships: 2 }],
    ['segments', { segments: 1 }],
  ])('%s beyond the limit are refused and counted, what is known stays', (what, limit) => {
    const wire = new Wire({ limits: { ...TABLE_LIMITS, ...limit } })
    for (let i = 1; i <= 4; i += 1)
      wire.say(i, `10.0.10.${i}`, says('TO_EX', `239.1.1.${i}`), { vlans: [what === 'segments' ? 9 + i : 10] })
    expect(wire.tap.table.refused).toMatchObject({ [what]: what === 'segments' ? 3 : 2 })
    wire.say(10, '10.0.10.1', says('IS_EX', '239.1.1.1'))
    expect(wire.state('239.1.1.1')).toBe('EX 270')
    expect(wire.members('239.1.1.1')).toEqual(['10.0.10.1 EX{} confirmed'])
    // What has ended makes room.
    wire.until(300_000)
    expect(wire.say(300_001, '10.0.10.9', says('TO_EX', '239.1.1.9'))).toHaveLength(2)
  })
})

describe('a querier that shortens its interval', () => {
  it('shortens what is reported from then on, the plain refresh too', () => {
    const wire = heard()
    wire.say(10, H, says('TO_EX', G))
    wire.say(20, ROUTER, query({ queryInterval: 20, maxResponseTenths: 50 }))
    wire.say(21, H, says('IS_EX', G))
    expect(wire.state(G)).toBe('EX 66')
    expect(wire.until(65)).toEqual([`62.5 querier-lost ${ROUTER} v3`])
    expect(wire.until(66)).toEqual([`66 expired ${G} ${H} EX{}`, `66 group-ended ${G} timeout`])
  })

  it('shortens the membership of a host whose group another one keeps', () => {
    const wire = heard()
    wire.say(10, H, says('TO_EX', G))
    wire.say(20, ROUTER, query({ queryInterval: 20, maxResponseTenths: 50 }))
    wire.say(21, H, says('IS_EX', G))
    wire.say(60, H2, says('TO_EX', G))
    expect(wire.until(70)).toEqual([`62.5 querier-lost ${ROUTER} v3`, `66 expired ${G} ${H} EX{}`])
  })
})
