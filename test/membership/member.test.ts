import { describe, expect, it } from 'vitest'
import { encodeFrame } from '../../server/capture/simulated/encode.ts'
import type { OutgoingMessage } from '../../server/capture/simulated/message.ts'
import { MAX_SOURCES_PER_MEMBER } from '../../server/membership/member-report.ts'
import { formatAddress, formatMac, mac } from '../../shared/address.ts'
import { frameOf } from '../generate/frame.ts'
import { ip } from '../generate/message.ts'
import { ask, leave, query, record, says, START, v1, v2, v3, Wire } from './wire.ts'

/* The per-host view: an extra that no RFC defines, so each rule is named. */

const G = '239.1.1.1'
const ROUTER = '10.0.10.1'
const H = '10.0.10.11'
const H2 = '10.0.10.12'
const H3 = '10.0.10.13'
const [A, B, C] = ['192.0.2.1', '192.0.2.2', '192.0.2.3'] as const
const joined = (t: number, set: string): string => `${t} joined ${G} ${H} ${set}`
const changed = (t: number, set: string): string => `${t} changed ${G} ${H} ${set}`
const left = (t: number, set: string): string => `${t} left ${G} ${H} ${set}`
const expired = (t: number, set: string): string => `${t} expired ${G} ${H} ${set}`

/** Another host keeps the group alive in EXCLUDE, so that what is told is about the member alone. */
function alive(): Wire {
  const wire = new Wire()
  keepAlive(wire, 0)
  return wire
}
const keepAlive = (wire: Wire, t: number): string[] => wire.say(t, '10.0.10.99', says('IS_EX', G))
const aboutHost = (told: readonly string[]): string[] => told.filter((text) => text.includes(` ${H} `))

describe('one record after another, of one host', () => {
  type Said = readonly [
    t: number,
    ...record: Parameters<typeof says> extends [infer T, string, ...infer S] ? [T, ...S] : never,
  ]
  const cases: readonly (readonly [name: string, said: readonly Said[], told: readonly string[]])[] = [
    ['TO_EX joins', [[10, 'TO_EX']], [joined(10, 'EX{}')]],
    ['TO_EX with sources joins without them', [[10, 'TO_EX', B, A]], [joined(10, `EX{${A} ${B}}`)]],
    ['IS_EX joins', [[10, 'IS_EX', A]], [joined(10, `EX{${A}}`)]],
    ['IS_IN with sources joins', [[10, 'IS_IN', A]], [joined(10, `IN{${A}}`)]],
    ['TO_IN with sources joins', [[10, 'TO_IN', A]], [joined(10, `IN{${A}}`)]],
    ['ALLOW joins', [[10, 'ALLOW', B, A]], [joined(10, `IN{${A} ${B}}`)]],
    ['BLOCK of a stranger is nothing', [[10, 'BLOCK', A]], []],
    ['empty IS_IN of a stranger is nothing', [[10, 'IS_IN']], []],
    ['TO_IN({}) of a stranger is nothing', [[10, 'TO_IN']], []],
    ['empty ALLOW of a stranger is nothing', [[10, 'ALLOW']], []],
    [
      'TO_IN({}) leaves',
      [
        [10, 'TO_EX'],
        [20, 'TO_IN'],
      ],
      [joined(10, 'EX{}'), left(20, 'EX{}')],
    ],
    [
      'TO_IN({}) leaves what was included',
      [
        [10, 'ALLOW', A],
        [20, 'TO_IN'],
      ],
      [joined(10, `IN{${A}}`), left(20, `IN{${A}}`)],
    ],
    [
      'a leave that is repeated is one',
      [
        [10, 'TO_EX'],
        [20, 'TO_IN'],
        [20.5, 'TO_IN'],
      ],
      [joined(10, 'EX{}'), left(20, 'EX{}')],
    ],
    [
      'a join that is repeated is one',
      [
        [10, 'TO_EX'],
        [10.4, 'TO_EX'],
        [125, 'IS_EX'],
      ],
      [joined(10, 'EX{}')],
    ],
    [
      'BLOCK of the last source leaves',
      [
        [10, 'ALLOW', A],
        [20, 'BLOCK', A],
      ],
      [joined(10, `IN{${A}}`), left(20, `IN{${A}}`)],
    ],
    [
      'BLOCK of the last source, repeated',
      [
        [10, 'ALLOW', A],
        [20, 'BLOCK', A],
        [20.5, 'BLOCK', A],
      ],
      [joined(10, `IN{${A}}`), left(20, `IN{${A}}`)],
    ],
    [
      'BLOCK of one of two changes',
      [
        [10, 'ALLOW', A, B],
        [20, 'BLOCK', A],
      ],
      [joined(10, `IN{${A} ${B}}`), changed(20, `IN{${B}}`)],
    ],
    [
      'BLOCK of another source changes nothing',
      [
        [10, 'ALLOW', A],
        [20, 'BLOCK', B],
      ],
      [joined(10, `IN{${A}}`)],
    ],
    [
      'ALLOW adds',
      [
        [10, 'ALLOW', A],
        [20, 'ALLOW', B],
      ],
      [joined(10, `IN{${A}}`), changed(20, `IN{${A} ${B}}`)],
    ],
    [
      'ALLOW that is repeated is one',
      [
        [10, 'ALLOW', A],
        [10.7, 'ALLOW', A],
      ],
      [joined(10, `IN{${A}}`)],
    ],
    [
      'in EXCLUDE, BLOCK lengthens the list',
      [
        [10, 'TO_EX', A],
        [20, 'BLOCK', B],
      ],
      [joined(10, `EX{${A}}`), changed(20, `EX{${A} ${B}}`)],
    ],
    [
      'in EXCLUDE, ALLOW shortens the list',
      [
        [10, 'TO_EX', A, B],
        [20, 'ALLOW', A],
      ],
      [joined(10, `EX{${A} ${B}}`), changed(20, `EX{${B}}`)],
    ],
    [
      'in EXCLUDE, ALLOW of what is not excluded changes nothing',
      [
        [10, 'TO_EX'],
        [20, 'ALLOW', A],
      ],
      [joined(10, 'EX{}')],
    ],
    [
      'IS_EX sets the list',
      [
        [10, 'TO_EX', A],
        [20, 'IS_EX', B],
      ],
      [joined(10, `EX{${A}}`), changed(20, `EX{${B}}`)],
    ],
    [
      'the order of a list is nothing',
      [
        [10, 'TO_EX', A, B],
        [20, 'IS_EX', B, A],
      ],
      [joined(10, `EX{${A} ${B}}`)],
    ],
    [
      'INCLUDE to EXCLUDE',
      [
        [10, 'ALLOW', A],
        [20, 'TO_EX'],
      ],
      [joined(10, `IN{${A}}`), changed(20, 'EX{}')],
    ],
    [
      'EXCLUDE to INCLUDE',
      [
        [10, 'TO_EX'],
        [20, 'TO_IN', A],
      ],
      [joined(10, 'EX{}'), changed(20, `IN{${A}}`)],
    ],
    [
      'TO_IN sets the list',
      [
        [10, 'ALLOW', A, B],
        [20, 'TO_IN', C],
      ],
      [joined(10, `IN{${A} ${B}}`), changed(20, `IN{${C}}`)],
    ],
    [
      'TO_INs within a second are parts of one list',
      [
        [10, 'TO_EX'],
        [20, 'TO_IN', A],
        [20.9, 'TO_IN', B],
      ],
      [joined(10, 'EX{}'), changed(20, `IN{${A}}`), changed(20.9, `IN{${A} ${B}}`)],
    ],
    [
      'TO_INs further apart are not',
      [
        [10, 'TO_IN', A],
        [11.001, 'TO_IN', B],
      ],
      [joined(10, `IN{${A}}`), changed(11.001, `IN{${B}}`)],
    ],
    [
      'a repeated TO_IN of one list is no event',
      [
        [10, 'TO_IN', A, B],
        [10.8, 'TO_IN', A, B],
        [20, 'TO_IN', A, B],
      ],
      [joined(10, `IN{${A} ${B}}`)],
    ],
    [
      'a TO_IN that follows an ALLOW does not unite with it',
      [
        [10, 'ALLOW', A],
        [10.2, 'TO_IN', B],
      ],
      [joined(10, `IN{${A}}`), changed(10.2, `IN{${B}}`)],
    ],
    [
      'IS_IN adds: answers are split',
      [
        [10, 'IS_IN', A],
        [10, 'IS_IN', B],
      ],
      [joined(10, `IN{${A}}`), changed(10, `IN{${A} ${B}}`)],
    ],
    [
      'IS_IN of a part removes nothing (an answer to Q(G, A))',
      [
        [10, 'IS_IN', A, B],
        [20, 'IS_IN', A],
      ],
      [joined(10, `IN{${A} ${B}}`)],
    ],
    [
      'IS_IN never turns EXCLUDE into INCLUDE',
      [
        [10, 'TO_EX', A],
        [20, 'IS_IN', B],
      ],
      [joined(10, `EX{${A}}`)],
    ],
    [
      'IS_IN({}) is the host saying that it has nothing',
      [
        [10, 'TO_EX'],
        [20, 'IS_IN'],
      ],
      [joined(10, 'EX{}'), left(20, 'EX{}')],
    ],
  ] // prettier keeps one case a line only where it fits

  it.each(cases)('%s', (_name, said, told) => {
    const wire = alive()
    const heard = said.flatMap(([t, type, ...sources]) => wire.say(t, H, says(type, G, ...sources)))
    expect(heard).toEqual(told)
  })
})

describe('records of one report are one change', () => {
  it('ALLOW and BLOCK', () => {
    const wire = alive()
    wire.say(10, H, says('ALLOW', G, A))
    expect(wire.say(20, H, v3(record('ALLOW', G, B), record('BLOCK', G, A)))).toEqual([changed(20, `IN{${B}}`)])
    expect(wire.say(20.5, H, v3(record('ALLOW', G, B), record('BLOCK', G, A)))).toEqual([])
  })

  it('BLOCK of all and ALLOW of another is no leave, in either order', () => {
    for (const backwards of [false, true]) {
      const wire = alive()
      wire.say(10, H, says('ALLOW', G, A))
      const records = [record('BLOCK', G, A), record('ALLOW', G, B)]
      expect(wire.say(20, H, v3(...(backwards ? records.reverse() : records)))).toEqual([changed(20, `IN{${B}}`)])
    }
  })

  it('what ends as it began is no event', () => {
    const wire = alive()
    wire.say(10, H, says('TO_EX', G))
    expect(wire.say(20, H, v3(record('TO_IN', G), record('TO_EX', G)))).toEqual([])
    expect(wire.members(G)).toContain(`${H} EX{} confirmed`)
  })

  it('a list that begins in two records begins once', () => {
    const wire = alive()
    expect(wire.say(10, H, v3(record('IS_IN', G, A), record('IS_IN', G, B)))).toEqual([joined(10, `IN{${A} ${B}}`)])
  })

  it('a membership that begins and ends in one report never was', () => {
    const wire = alive()
    expect(wire.say(10, H, v3(record('TO_EX', G), record('TO_IN', G)))).toEqual([])
    expect(wire.members(G)).not.toContain(`${H} EX{} confirmed`)
  })

  it('each group has its own event, with the frame that caused it', () => {
    const wire = alive()
    const { events } = wire.step(10, H, v3(record('TO_EX', G), record('TO_EX', '239.1.1.2')))
    const frames = events.flatMap((event) =>
      'frame' in event ? [`${formatAddress(event.group)} #${event.frame}`] : [],
    )
    expect(frames).toEqual([`${G} #2`, '239.1.1.2 #2'])
  })
})

describe('what is not refreshed lapses', () => {
  it('an EXCLUDE membership after GMI, though another host keeps the group alive', () => {
    const wire = alive()
    wire.say(10, H, says('TO_EX', G))
    keepAlive(wire, 200)
    expect(wire.until(269.999)).toEqual([])
    expect(wire.until(270)).toEqual([expired(270, 'EX{}')])
  })

  it('each included source after its own', () => {
    const wire = alive()
    wire.say(10, H, says('ALLOW', G, A))
    wire.say(20, H, says('ALLOW', G, B))
    keepAlive(wire, 200)
    expect(wire.until(275)).toEqual([changed(270, `IN{${B}}`)])
    expect(wire.until(285)).toEqual([expired(280, `IN{${B}}`)])
  })

  it('IS_IN refreshes what it names alone', () => {
    const wire = alive()
    wire.say(10, H, says('ALLOW', G, A, B))
    wire.say(100, H, says('IS_IN', G, A))
    keepAlive(wire, 200)
    expect(wire.until(300)).toEqual([changed(270, `IN{${A}}`)])
  })

  it('neither BLOCK nor ALLOW nor IS_IN refresh EXCLUDE', () => {
    const wire = alive()
    wire.say(10, H, says('TO_EX', G))
    wire.say(20, H, says('BLOCK', G, A))
    keepAlive(wire, 200)
    expect(aboutHost(wire.until(300))).toEqual([expired(270, `EX{${A}}`)])
  })

  it('EXCLUDE that lapses leaves the included sources that still run', () => {
    const wire = alive()
    wire.say(10, H, says('TO_EX', G))
    wire.say(100, H, says('IS_IN', G, A))
    keepAlive(wire, 200)
    expect(wire.until(300)).toEqual([changed(270, `IN{${A}}`)])
    expect(aboutHost(wire.until(400))).toEqual([expired(360, `IN{${A}}`)])
  })

  it('a source that was blocked in EXCLUDE does not come back when EXCLUDE lapses', () => {
    const wire = alive()
    wire.say(10, H, says('TO_EX', G))
    wire.say(100, H, says('ALLOW', G, A))
    wire.say(110, H, says('BLOCK', G, A))
    keepAlive(wire, 200)
    expect(wire.until(300)).toEqual([expired(270, `EX{${A}}`)])
  })

  it('IS_EX and TO_EX forget what was included', () => {
    const wire = alive()
    wire.say(10, H, says('ALLOW', G, A))
    wire.say(20, H, says('TO_EX', G))
    keepAlive(wire, 200)
    expect(wire.until(300)).toEqual([expired(280, 'EX{}')])
  })

  it('IS_IN({}) refreshes nothing', () => {
    const wire = alive()
    wire.say(10, H, says('TO_EX', G))
    wire.say(200, H, says('IS_IN', G))
    expect(wire.state(G)).toBe('EX 270')
  })
})

describe('the event tells what was before', () => {
  it('since, last report, reports, versions', () => {
    const wire = alive()
    wire.say(10, H, says('TO_EX', G))
    wire.say(20, H, v2(G))
    wire.say(30, H, v1(G))
    const { events } = wire.step(40, H, leave(G))
    expect(events).toHaveLength(1)
    expect(events[0]).toMatchObject({
      event: 'left',
      version: 1,
      before: { since: START + 10_000, lastReportAt: START + 30_000, reports: 3, versions: 7, state: 'confirmed' },
    })
  })

  it('a join has nothing before it', () => {
    const { events } = alive().step(10, H, says('TO_EX', G))
    expect(events[0]).toMatchObject({ event: 'joined', before: null, version: 3 })
  })

  it('a change has the mode and the sources that were', () => {
    const wire = alive()
    wire.say(10, H, says('TO_EX', G, A))
    const { events } = wire.step(20, H, says('TO_IN', G, B))
    expect(events[0]).toMatchObject({
      before: { mode: 'EXCLUDE', sources: [ip(A)] },
      mode: 'INCLUDE',
      sources: [ip(B)],
    })
  })
})

describe('who a host is (RFC 3376 s4.2.13)', () => {
  const one = mac(0x02000000aa01)
  const two = mac(0x02000000aa02)

  it('0.0.0.0: hosts by their MAC', () => {
    const wire = alive()
    wire.say(10, '0.0.0.0', says('TO_EX', G), { srcMac: one })
    wire.say(11, '0.0.0.0', says('TO_EX', G), { srcMac: two })
    expect(wire.members(G)).toEqual(
      [`${formatMac(one)} EX{} confirmed`, `${formatMac(two)} EX{} confirmed`, '10.0.10.99 EX{} confirmed'].sort(),
    )
    expect(wire.say(12, '0.0.0.0', says('TO_IN', G), { srcMac: one })).toEqual([`12 left ${G} ${formatMac(one)} EX{}`])
    expect(wire.members(G)).toContain(`${formatMac(two)} EX{} confirmed`)
  })

  it('two MACs on one address are two hosts', () => {
    const wire = alive()
    wire.say(10, H, says('TO_EX', G), { srcMac: one })
    wire.say(11, H, says('TO_EX', G), { srcMac: two })
    wire.say(12, H, says('TO_EX', G), { srcMac: mac(0x02000000aa03) })
    expect(wire.members(G).filter((text) => text.startsWith(H))).toHaveLength(3)
    expect(wire.say(20, H, leave(G), { srcMac: two })).toEqual([left(20, 'EX{}')])
    expect(wire.say(20, H, leave(G), { srcMac: two })).toEqual([])
    expect(wire.segment.hosts.size).toBe(4)
  })

  it.each([0, 1, 0xffffffff, 0x100000000, 0x7fffffffffff, 0x800000000000, 0x0000ffffffff, 0xffffffffffff])(
    'MAC %d is told as it is, and is not taken for another',
    (number) => {
      const wire = alive()
      const { events } = wire.step(10, H, says('TO_EX', G), { srcMac: mac(number) })
      expect(events).toHaveLength(1)
      expect(events[0]).toMatchObject({ host: { ip: ip(H), mac: number } })
      for (const step of [1, 0x100000000]) {
        expect(wire.say(11, H, leave(G), { srcMac: mac((number + step) % 2 ** 48) })).toEqual([])
      }
      expect(wire.say(12, H, leave(G), { srcMac: mac(number) })).toEqual([left(12, 'EX{}')])
      const nameless = wire.say(20, '0.0.0.0', says('TO_EX', G), { srcMac: mac(number) })
      expect(nameless).toEqual([`20 joined ${G} ${formatMac(mac(number))} EX{}`])
    },
  )

  it('an address that moves to another MAC is another host: the old one runs out', () => {
    const wire = alive()
    wire.say(10, H, says('TO_EX', G), { srcMac: one })
    wire.say(100, H, says('TO_EX', G), { srcMac: two })
    keepAlive(wire, 200)
    const { events } = wire.tap.table.advance(START + 270_000)
    expect(events).toHaveLength(1)
    expect(events[0]).toMatchObject({ event: 'expired', host: { ip: ip(H), mac: one } })
  })

  it('without a link layer a host is its address', () => {
    const wire = new Wire()
    const raw = (t: number, from: string) =>
      wire.tap.take(
        frameOf(
          encodeFrame(says('TO_EX', G), { src: ip(from), srcMac: mac(1), padTo: 0 }).subarray(14),
          START + t * 1_000,
          101,
        ),
      )
    raw(0, H)
    raw(1, H)
    raw(2, '0.0.0.0')
    const [segment] = wire.tap.table.segments.values()
    expect([...segment!.hosts].map((host) => [formatAddress(host.ip), host.mac])).toEqual([
      [H, null],
      ['0.0.0.0', null],
    ])
  })

  it('is forgotten a day after its last message, and not while it is a member', () => {
    const wire = alive()
    wire.say(10, H, says('TO_EX', G))
    wire.say(20, H, leave(G))
    wire.until(86_400 + 19)
    expect([...wire.segment.hosts].map((host) => formatAddress(host.ip))).toContain(H)
    wire.until(86_400 + 20)
    expect([...wire.segment.hosts].map((host) => formatAddress(host.ip))).not.toContain(H)
    expect(wire.tap.table.hosts).toBe(wire.segment.hosts.size)
  })

  it('that was a member for days is forgotten a day after its last message', () => {
    const wire = new Wire()
    for (let t = 0; t < 200_000; t += 200) wire.say(t, H, says('IS_EX', G))
    wire.say(200_000, H, leave(G))
    wire.until(286_399)
    expect(wire.tap.table.hosts).toBe(1)
    wire.until(286_400)
    expect(wire.tap.table.hosts).toBe(0)
  })
})

describe('many memberships of one host', () => {
  it('are found, left and counted one by one', () => {
    const wire = new Wire()
    const group = (i: number): string => `239.2.${i >> 8}.${i & 255}`
    for (let i = 0; i < 40; i += 1) wire.say(i, H, says('TO_EX', group(i)))
    const [host] = wire.segment.hosts
    expect(host).toMatchObject({ memberships: 40, routable: 40 })
    expect(wire.segment).toMatchObject({ hostsWithGroups: 1, confirmed: 40 })
    for (let i = 0; i < 40; i += 3) expect(wire.say(50, H, leave(group(i)))).toHaveLength(1)
    for (let i = 0; i < 40; i += 3) expect(wire.say(51, H, leave(group(i)))).toEqual([])
    expect(host).toMatchObject({ memberships: 26 })
    expect([...host!.members()]).toHaveLength(26)
    for (let i = 0; i < 40; i += 1) wire.say(60, H, leave(group(i)))
    expect(host).toMatchObject({ memberships: 0, routable: 0, first: null })
    expect(wire.say(70, H, says('TO_EX', group(5)))).toHaveLength(1)
  })

  it('sources beyond what one member may have are refused and counted', () => {
    const wire = alive()
    for (let part = 0; part < 6; part += 1) {
      const sources = Array.from({ length: 250 }, (_, i) => `10.9.${part}.${i}`)
      wire.say(10 + part, H, says('ALLOW', G, ...sources))
      wire.say(10 + part, H2, says('BLOCK', G, ...sources))
      wire.say(10 + part, H3, part === 0 ? says('TO_EX', G, ...sources) : says('BLOCK', G, ...sources))
    }
    const size = (address: string): number =>
      wire
        .group(G)!
        .members.find((m) => m.host.ip === ip(address))!
        .sourceList().length
    expect(size(H)).toBe(MAX_SOURCES_PER_MEMBER)
    expect(wire.tap.table.refused.sources).toBe(2 * (1_500 - MAX_SOURCES_PER_MEMBER))
    expect(size(H3)).toBe(MAX_SOURCES_PER_MEMBER)
  })
})

describe('suppressed or gone (RFC 2236 s3)', () => {
  /** A version 2 segment, 125 s; `answers` report after each query. */
  function cycles(wire: Wire, count: number, answers: readonly (readonly [string, number])[], from = 0): string[] {
    const told: string[] = []
    for (let i = 0; i < count; i += 1) {
      const t = from + i * 125
      told.push(...wire.say(t, ROUTER, query({ version: 2 })))
      for (const [host, after] of answers) told.push(...wire.say(t + after, host, v2(G)))
    }
    return told
  }
  const joinBoth = (): Wire => {
    const wire = new Wire()
    wire.say(-50, H, v2(G))
    wire.say(-40, H2, v2(G))
    return wire
  }

  it('silent while another answers: presumed, not gone, and no event', () => {
    const wire = joinBoth()
    const told = cycles(wire, 5, [[H2, 3]])
    expect(told.filter((text) => text.includes(H))).toEqual([])
    expect(wire.members(G)).toEqual([`${H} EX{} presumed`, `${H2} EX{} confirmed`])
    expect(wire.segment).toMatchObject({ confirmed: 1, presumed: 1 })
    expect(wire.group(G)).toMatchObject({ confirmed: 1, presumed: 1 })
  })

  it('presumed from GMI after its last report, confirmed again when it is heard', () => {
    const wire = joinBoth()
    cycles(wire, 2, [[H2, 3]])
    wire.until(-50 + 259.999)
    expect(wire.members(G)).toContain(`${H} EX{} confirmed`)
    wire.until(-50 + 260)
    expect(wire.members(G)).toContain(`${H} EX{} presumed`)
    expect(wire.say(250, H, v2(G))).toEqual([])
    expect(wire.members(G)).toContain(`${H} EX{} confirmed`)
    expect(wire.segment.presumed).toBe(0)
  })

  it('a presumed host that leaves has left', () => {
    const wire = joinBoth()
    cycles(wire, 4, [[H2, 3]])
    const { events } = wire.step(400, H, leave(G))
    expect(events).toHaveLength(1)
    expect(events[0]).toMatchObject({ event: 'left', before: { state: 'presumed' } })
    expect(wire.segment).toMatchObject({ confirmed: 1, presumed: 0 })
  })

  it('when nobody answers any more, all of them end with the group', () => {
    const wire = joinBoth()
    cycles(wire, 4, [[H2, 3]])
    const told = wire.until(378 + 260).filter((text) => text.includes(G))
    expect(told).toEqual([`638 expired ${G} ${H2} EX{}`, `638 expired ${G} ${H} EX{}`, `638 group-ended ${G} timeout`])
  })

  it('is dropped after a day of silence', () => {
    const wire = joinBoth()
    const told = cycles(wire, 700, [[H2, 3]])
    expect(told.filter((text) => text.includes(`expired ${G} ${H} `))).toEqual([
      `${86_400 - 50} expired ${G} ${H} EX{}`,
    ])
  })

  /** H joins and is silent; H2 joins after it and answers each query. */
  const beside = (join: OutgoingMessage, other: OutgoingMessage, asks: 2 | 3): { wire: Wire; told: string[] } => {
    const wire = new Wire()
    wire.say(-50, H, join)
    wire.say(-40, H2, other)
    const told: string[] = []
    for (const t of [0, 125, 250]) {
      told.push(...wire.say(t, ROUTER, query({ version: asks })), ...wire.say(t + 3, H2, other))
    }
    return { wire, told }
  }

  it.each<[string, OutgoingMessage, OutgoingMessage, 2 | 3]>([
    ['that joined in version 3 before it heard its version 2 querier', says('TO_EX', G), v2(G), 2],
    ['of version 3, asked in version 3, beside one of version 2', says('TO_EX', G), v2(G), 3],
    ['of version 3 beside one of version 1', says('TO_EX', G), v1(G), 3],
    ['of version 2 beside one of version 1', v2(G), v1(G), 2],
  ])('a silent host %s may be suppressed (RFC 3376 s7.2.2)', (_name, join, other, asks) => {
    const { wire, told } = beside(join, other, asks)
    expect(aboutHost(told)).toEqual([])
    expect(wire.members(G)).toEqual([`${H} EX{} presumed`, `${H2} EX{} confirmed`])
    // It is there, and says so when it is asked alone.
    expect(wire.say(260, H2, leave(G))).toEqual([`260 left ${G} ${H2} EX{}`])
    expect(wire.say(262, H, v2(G))).toEqual([])
    expect(wire.members(G)).toEqual([`${H} EX{} confirmed`])
  })

  it.each<[string, OutgoingMessage]>([
    ['3', says('TO_EX', G)],
    ['2', v2(G)],
  ])('a silent host of version %s is gone where only version 3 goes on: that suppresses nobody', (_name, join) => {
    const { told } = beside(join, says('IS_EX', G), 3)
    expect(aboutHost(told)).toEqual([`210 expired ${G} ${H} EX{}`])
  })

  it('who is presumed is gone when nobody has answered in version 2 for a group membership interval', () => {
    const { wire } = beside(v2(G), v2(G), 3)
    wire.say(254, H3, says('TO_EX', G))
    const told: string[] = []
    for (const t of [375, 500, 625])
      told.push(...wire.say(t, ROUTER, query()), ...wire.say(t + 4, H3, says('IS_EX', G)))
    expect(told.sort()).toEqual([`513 expired ${G} ${H} EX{}`, `513 expired ${G} ${H2} EX{}`])
    expect(wire.members(G)).toEqual([`${H3} EX{} confirmed`])
  })

  it('a silent version 1 host may be suppressed', () => {
    const wire = new Wire()
    wire.say(-50, H, v1(G))
    wire.say(-40, H2, v2(G))
    cycles(wire, 3, [[H2, 3]])
    expect(wire.members(G)).toContain(`${H} EX{} presumed`)
  })

  it('two hosts that answer one query, in two cycles: nothing suppresses, and who was presumed is gone', () => {
    const wire = joinBoth()
    wire.say(-45, H3, v2(G))
    expect(cycles(wire, 3, [[H2, 3]])).toContain(`0 querier-elected ${ROUTER} v2`)
    expect(wire.members(G)).toContain(`${H} EX{} presumed`)
    // H3 is presumed too, until it answers beside H2.
    expect(
      cycles(
        wire,
        1,
        [
          [H2, 3],
          [H3, 6],
        ],
        375,
      ),
    ).toEqual([])
    expect(wire.members(G)).toContain(`${H} EX{} presumed`)
    const { events } =
      (wire.say(500, ROUTER, query({ version: 2 })), wire.say(503, H2, v2(G)), wire.step(506, H3, v2(G)))
    expect(events).toHaveLength(1)
    expect(events[0]).toMatchObject({
      event: 'expired',
      at: START + 506_000,
      host: { ip: ip(H) },
      frame: null,
      before: { state: 'presumed' },
    })
  })

  it('who answers last ends with its group as confirmed, who was silent as presumed', () => {
    const wire = joinBoth()
    cycles(wire, 4, [[H2, 3]])
    const { events } = wire.tap.table.advance(START + 640_000)
    const states = events.flatMap((e) => ('host' in e ? [[formatAddress(e.host.ip), e.before?.state]] : []))
    expect(states).toEqual([
      [H2, 'confirmed'],
      [H, 'presumed'],
    ])
    expect(wire.segment).toMatchObject({ confirmed: 0, presumed: 0 })
  })

  it('a presumed host that leaves is counted no more', () => {
    const wire = joinBoth()
    cycles(wire, 4, [[H2, 3]])
    expect(wire.group(G)).toMatchObject({ confirmed: 1, presumed: 1 })
    wire.say(400, H, leave(G))
    expect(wire.group(G)).toMatchObject({ confirmed: 1, presumed: 0 })
  })

  it('once that is proved, silence is expiry', () => {
    const wire = joinBoth()
    cycles(wire, 2, [
      [H, 3],
      [H2, 6],
    ])
    expect(wire.segment.suppression.absent).toBe(true)
    const told = cycles(wire, 4, [[H2, 6]], 250)
    expect(told).toContain(`${128 + 260} expired ${G} ${H} EX{}`)
  })

  const unproven: readonly (readonly [string, (wire: Wire) => void])[] = [
    [
      'one cycle',
      (wire) =>
        cycles(wire, 1, [
          [H, 3],
          [H2, 6],
        ]),
    ],
    [
      'one host that answers twice',
      (wire) =>
        cycles(wire, 4, [
          [H, 3],
          [H, 6],
        ]),
    ],
    [
      'two that answer within the time a report needs',
      (wire) =>
        cycles(wire, 4, [
          [H, 3],
          [H2, 3.1],
        ]),
    ],
    [
      'answers later than the max response time',
      (wire) =>
        cycles(wire, 4, [
          [H, 3],
          [H2, 10.5],
        ]),
    ],
    [
      'answers for different groups',
      (wire) => {
        for (let t = 0; t < 600; t += 125) {
          wire.say(t, ROUTER, query({ version: 2 }))
          wire.say(t + 3, H, v2(G))
          wire.say(t + 5, H2, v2('239.1.1.2'))
        }
      },
    ],
    [
      'two groups in one cycle',
      (wire) => {
        for (const group of [G, '239.1.1.2']) for (const host of [H, H2]) wire.say(-20, host, v2(group))
        wire.say(0, ROUTER, query({ version: 2 }))
        for (const group of [G, '239.1.1.2']) {
          wire.say(3, H, v2(group))
          wire.say(6, H2, v2(group))
        }
      },
    ],
    [
      'a join that is repeated after the query, and one cycle of answers,',
      (wire) => {
        wire.say(-6, H, leave(G))
        wire.say(-5, H, v2(G))
        cycles(wire, 2, [
          [H, 3],
          [H2, 6],
        ])
      },
    ],
    [
      'answers to a specific query of the same cycle',
      (wire) => {
        for (let t = 0; t < 600; t += 125) {
          wire.say(t, ROUTER, query({ version: 2 }))
          wire.say(t + 2, ROUTER, ask(G, [], { version: 2, maxResponseTenths: 40 }))
          wire.say(t + 3, H, v2(G))
          wire.say(t + 4, H2, v2(G))
        }
      },
    ],
    [
      'joins that are repeated after the query',
      (wire) => {
        for (let i = 0; i < 4; i += 1) {
          const t = i * 125
          wire.say(t - 1, H, leave(G))
          wire.say(t - 0.5, H, v2(G))
          wire.say(t, ROUTER, query({ version: 2 }))
          wire.say(t + 3, H2, v2(G))
          wire.say(t + 6, H, v2(G))
        }
      },
    ],
  ]
  it.each(unproven)('%s prove nothing', (_name, happens) => {
    const wire = joinBoth()
    happens(wire)
    expect(wire.segment.suppression.absent).toBe(false)
  })

  it.each([
    ['BLOCK', says('BLOCK', G, A)],
    ['IS_IN', says('IS_IN', G, A)],
    ['ALLOW', says('ALLOW', G, A)],
  ])('a presumed host that is heard by %s is confirmed, and no event lies in the past', (_name, message) => {
    const wire = joinBoth()
    cycles(wire, 4, [[H2, 3]])
    wire.say(400, H, message)
    expect(wire.members(G).filter((text) => text.startsWith(`${H} `))).toEqual([expect.stringMatching(/confirmed$/)])
    keepAlive(wire, 401)
    expect(aboutHost(wire.until(402))).toEqual([])
  })

  it('a presumed host does not outlive the EXCLUDE state of its group: nobody answered', () => {
    const wire = joinBoth()
    cycles(wire, 4, [[H2, 3]])
    wire.say(600, '10.0.10.98', says('ALLOW', G, A))
    const told = wire.until(640).filter((text) => text.includes(G))
    expect(wire.state(G)).toBe(`IN ${A}@860`)
    expect(told.sort()).toEqual([`638 expired ${G} ${H} EX{}`, `638 expired ${G} ${H2} EX{}`])
    expect(wire.members(G)).toEqual([`10.0.10.98 IN{${A}} confirmed`])
  })

  it('a group membership interval of more than a day: what is presumed ends when it is, not before', () => {
    const wire = new Wire()
    wire.say(0, ROUTER, query({ robustness: 7, queryInterval: 31_744, maxResponseTenths: 100 }))
    wire.say(10, H, v2(G))
    const gmi = 7 * 31_744 + 10
    for (let t = 20; t < gmi + 1_000; t += 50_000) wire.say(t, H2, v2(G))
    const told = wire.until(gmi + 2_000)
    expect(aboutHost(told)).toEqual([`${gmi + 10} expired ${G} ${H} EX{}`])
  })

  it('a specific query that somebody answers says nothing of the others', () => {
    const wire = joinBoth()
    wire.say(0, ROUTER, query({ version: 2 }))
    wire.say(10, ROUTER, ask(G, [], { version: 2 }))
    expect(wire.say(10.5, H2, v2(G))).toEqual([])
    expect(wire.until(20)).toEqual([])
    expect(wire.members(G)).toEqual([`${H} EX{} confirmed`, `${H2} EX{} confirmed`])
  })
})
