import { describe, expect, it } from 'vitest'
import type { EpochMs } from '../../shared/time.ts'
import { ip } from '../generate/message.ts'
import { leave, query, says, second, START, v2, Wire } from './wire.ts'

const R = '10.0.10.1'
const H = '10.0.10.11'
const H2 = '10.0.10.12'
const G = '239.1.1.1'
const G2 = '239.1.1.2'

const at = (t: number): EpochMs => START + t * 1_000
const blind = (wire: Wire, from: number, to: number): void => {
  wire.until(from)
  wire.tap.roll.goBlind(at(from))
  wire.tap.roll.resume(at(to))
}
/** `10.0.10.11 since 10`: who is unknown, and since when. */
const unknown = (wire: Wire, address = G): string[] =>
  (wire.group(address)?.members ?? [])
    .map((member) => ({ member, since: wire.segment.blindness.since(member.lastReportAt) }))
    .filter(({ since }) => since !== null)
    .map(({ member, since }) => `${Number(member.host.ip) - ip('10.0.10.0')} since ${second(since!)}`)
    .sort()
/** The counts must say what a look at each member says. */
function counted(wire: Wire): number {
  const { segment } = wire
  let all = 0
  for (const group of segment.groups.values()) {
    const found = group.members.filter((member) => segment.blindness.since(member.lastReportAt) !== null).length
    expect(group.unknown).toBe(found)
    if (!group.linkLocal) all += found
  }
  expect(segment.unknown).toBe(all)
  return all
}

describe('after a time of blindness', () => {
  it('who was not heard since is unknown, from its beginning, until a query cycle has passed', () => {
    const wire = new Wire()
    wire.say(0, R, query())
    wire.say(1, H, says('TO_EX', G))
    wire.say(2, H2, says('TO_EX', G))
    wire.say(3, H2, says('TO_EX', '224.0.0.251'))
    wire.until(10)
    expect(counted(wire)).toBe(0)
    wire.tap.roll.goBlind(at(10))
    expect(unknown(wire)).toEqual(['11 since 10', '12 since 10'])
    expect(counted(wire)).toBe(2)
    expect(wire.segment.blindness.knownAt).toBeNull()
    wire.tap.roll.resume(at(100))
    expect(second(wire.segment.blindness.knownAt!)).toBe(100 + 125 + 10)
    wire.say(110, H, says('IS_EX', G))
    expect(unknown(wire)).toEqual(['12 since 10'])
    expect(counted(wire)).toBe(1)
    wire.until(234.9)
    expect(counted(wire)).toBe(1)
    wire.until(235)
    expect(unknown(wire)).toEqual([])
    expect(counted(wire)).toBe(0)
    expect(wire.segment.blindness.knownAt).toBeNull()
  })

  it('where nobody asks it takes a group membership interval', () => {
    const wire = new Wire()
    wire.say(1, H, says('TO_EX', G))
    blind(wire, 10, 20)
    expect(second(wire.segment.blindness.knownAt!)).toBe(20 + 260)
  })

  it('nothing ends until the cycle has passed; who is silent then has the time that was left, each its own', () => {
    const wire = new Wire()
    wire.say(0, R, query())
    wire.say(1, H, says('TO_EX', G))
    wire.say(9, H2, says('TO_EX', G2))
    // A second before the first one runs out.
    wire.say(255, R, query())
    blind(wire, 260, 300)
    expect(wire.until(435)).toEqual([])
    expect(wire.until(445)).toEqual([
      `436 expired ${G} ${H} EX{}`,
      `436 group-ended ${G} timeout`,
      `444 expired ${G2} ${H2} EX{}`,
      `444 group-ended ${G2} timeout`,
    ])
  })

  it('a leave counts at once', () => {
    const wire = new Wire()
    wire.say(1, H, v2(G))
    wire.say(1, H2, v2(G))
    blind(wire, 10, 20)
    expect(counted(wire)).toBe(2)
    expect(wire.say(21, H, leave(G))).toEqual([`21 left ${G} ${H} EX{}`])
    expect(counted(wire)).toBe(1)
  })

  it('a v2 host that stays silent while another one answers is presumed then, not confirmed', () => {
    const wire = new Wire()
    wire.say(0, R, query({ version: 2 }))
    for (const host of [H, H2]) wire.say(1, host, v2(G))
    wire.say(1, H2, v2(G2))
    blind(wire, 10, 20)
    wire.say(30, R, query({ version: 2 }))
    wire.say(31, H, v2(G))
    wire.until(200)
    expect(wire.members(G)).toEqual([`${H} EX{} confirmed`, `${H2} EX{} presumed`])
    // Nobody answered for the other group: its host is not suppressed, its time runs.
    expect(wire.members(G2)).toEqual([`${H2} EX{} confirmed`])
  })

  it('of two times each member has its own, and the timers stand still over both once', () => {
    const wire = new Wire()
    wire.say(0, R, query())
    wire.say(1, H, says('TO_EX', G))
    wire.say(1, H2, says('TO_EX', G2))
    blind(wire, 11, 20)
    wire.say(30, H2, says('IS_EX', G2))
    blind(wire, 40, 50)
    expect(unknown(wire)).toEqual(['11 since 11'])
    expect(unknown(wire, G2)).toEqual(['12 since 40'])
    expect(counted(wire)).toBe(2)
    expect(second(wire.segment.blindness.knownAt!)).toBe(185)
    // 250 s were left of the first one.
    expect(wire.until(500)).toContain(`435 expired ${G} ${H} EX{}`)
  })

  it('who was heard between two of them has the time that was left at the second, also when the first took longer to pass', () => {
    const wire = new Wire()
    wire.say(1, H, says('TO_EX', G))
    // Nobody asks: it takes a group membership interval.
    blind(wire, 10, 20)
    wire.say(30, R, query())
    wire.say(31, H, says('IS_EX', G))
    wire.say(32, H2, says('TO_EX', G2))
    blind(wire, 40, 50)
    expect(second(wire.segment.blindness.knownAt!)).toBe(185)
    expect(wire.state(G)).toBe('EX 436')
    expect(wire.until(600)).toEqual([
      `305 querier-lost ${R} v3`,
      `436 expired ${G} ${H} EX{}`,
      `436 group-ended ${G} timeout`,
      `437 expired ${G2} ${H2} EX{}`,
      `437 group-ended ${G2} timeout`,
    ])
  })

  it('who was silent before both ends when it is due, also where that is sooner than the first one had made it', () => {
    const wire = new Wire()
    wire.say(1, H, says('TO_EX', G))
    blind(wire, 250, 255)
    wire.say(262, R, query())
    blind(wire, 270, 280)
    // 11 s were left of it when the first began, and run from 415 on.
    expect(wire.until(430)).toEqual([`426 expired ${G} ${H} EX{}`, `426 group-ended ${G} timeout`])
  })

  it('an interface that comes and goes all day keeps a bounded number of times', () => {
    const wire = new Wire()
    wire.say(1, H, says('TO_EX', G))
    for (let i = 1; i <= 1_000; i += 1) {
      blind(wire, 10 * i, 10 * i + 1)
      expect(counted(wire)).toBe(1)
    }
    expect(unknown(wire)).toEqual(['11 since 10'])
    wire.say(10_002, H, says('IS_EX', G))
    expect(counted(wire)).toBe(0)
    // However many there were, timers stand still once: 259 s are left of it.
    blind(wire, 10_003, 10_004)
    expect(second(wire.segment.blindness.knownAt!)).toBe(10_264)
    expect(wire.state(G)).toBe('EX 10523')
  })

  it('that ended at the very moment of a report it is over for who reported', () => {
    const wire = new Wire()
    wire.say(1, H2, says('TO_EX', G))
    wire.say(2, H, says('TO_EX', G))
    wire.tap.roll.goBlind(at(2))
    expect(counted(wire)).toBe(2)
    wire.tap.roll.resume(at(2))
    expect(counted(wire)).toBe(1)
    wire.say(2, H, says('IS_EX', G))
    expect(counted(wire)).toBe(1)
  })

  it('that was noticed late it is counted from the last sign of life', () => {
    const wire = new Wire()
    wire.say(0, R, query())
    wire.say(1, H, says('TO_EX', G))
    wire.until(40)
    wire.tap.roll.goBlind(at(20))
    wire.tap.roll.resume(at(50))
    expect(unknown(wire)).toEqual(['11 since 20'])
    // 240 s were left at 20, and run from 185 on.
    expect(wire.state(G)).toBe('EX 426')
  })
})

describe.each([
  ['an hour', 3_600],
  ['a day', 86_400],
])('after the clock was set back by %s', (_, by) => {
  const setBack = (): Wire => {
    const wire = new Wire()
    wire.say(0, R, query())
    wire.say(-10 * by, H, says('TO_EX', G)) // late: it happens now
    wire.say(0, H, says('TO_EX', G))
    wire.say(5, H2, says('ALLOW', G2, '192.0.2.1'))
    wire.until(10)
    wire.tap.roll.setBack(at(10 - by))
    return wire
  }

  it('who is there is kept, unknown, with the time that was left', () => {
    const wire = setBack()
    expect(counted(wire)).toBe(2)
    expect(second(wire.tap.table.clock)).toBe(10 - by)
    expect(unknown(wire)).toEqual([`11 since ${10 - by}`])
    expect(second(wire.segment.blindness.knownAt!)).toBe(145 - by)
    for (const group of wire.segment.groups.values()) {
      for (const { since, lastReportAt } of group.members)
        expect([since, lastReportAt]).toEqual([at(10 - by) - 1, at(10 - by) - 1])
    }
    expect(wire.until(145 - by)).toEqual([])
    expect(counted(wire)).toBe(0)
    expect(wire.until(500 - by)).toEqual([
      // The whole interval is watched anew.
      `${265 - by} querier-lost ${R} v3`,
      `${395 - by} expired ${G} ${H} EX{}`,
      `${395 - by} group-ended ${G} timeout`,
      `${400 - by} expired ${G2} ${H2} IN{192.0.2.1}`,
      `${400 - by} group-ended ${G2} timeout`,
    ])
  })

  it('who answers has been there all along, and its time is counted by the new clock', () => {
    const wire = setBack()
    expect(wire.say(20 - by, R, query())).toEqual([])
    expect(wire.say(21 - by, H, says('IS_EX', G))).toEqual([])
    expect(counted(wire)).toBe(1)
    expect(wire.state(G)).toBe(`EX ${281 - by}`)
    // What was asked before is no interval.
    expect(wire.segment.election.cadence.map(({ gap }) => gap)).toEqual([null])
  })

  it('no time that is shown lies in the future', () => {
    const wire = setBack()
    const clock = wire.tap.table.clock
    const { election, firstSeenAt, lastAnswerAt, hosts } = wire.segment
    const times = [firstSeenAt, lastAnswerAt ?? 0, election.lastQueryAt ?? 0, election.elected?.since ?? 0]
    for (const { from, to } of election.reigns) times.push(from, to ?? 0)
    for (const { firstSeenAt: first, lastReportAt } of hosts) times.push(first, lastReportAt)
    for (const group of wire.segment.groups.values()) times.push(group.since, group.lastReportAt)
    expect(times.filter((time) => time > clock)).toEqual([])
  })
})
