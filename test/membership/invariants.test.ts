import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Frame } from '../../server/capture/source.ts'
import type { TableEvent } from '../../server/membership/event.ts'
import type { Group } from '../../server/membership/group.ts'
import { eventLine } from '../../server/membership/line.ts'
import type { Member } from '../../server/membership/member.ts'
import type { SegmentTable } from '../../server/membership/segment-table.ts'
import type { Step } from '../../server/membership/step.ts'
import { type Address, formatAddress, isLinkLocalGroup } from '../../shared/address.ts'
import { arbitrarySequence, framesOf, type Said } from '../generate/sequence.ts'
import type { HostKey } from '../../server/membership/event.ts'
import { PlainTap } from './plain-tap.ts'

/* Whatever is said, in whatever order: what must hold of the table, and of what it tells. */

const formula = fc.constantFrom('rfc3376' as const, 'rfc9776' as const)
const newTap = (gmi: 'rfc3376' | 'rfc9776'): PlainTap => new PlainTap({ formula: gmi, dedupe: 5 })

function expectConsistent({ table }: PlainTap): void {
  let groups = 0
  let hosts = 0
  let memberships = 0
  for (const segment of table.segments.values()) {
    groups += segment.groups.size
    const members = [...segment.groups.values()].flatMap((group) => group.members)
    memberships += members.length
    for (const [address, group] of segment.groups) {
      expect(group.address).toBe(address)
      expectGroup(group, segment, table.clock)
    }
    const known = [...segment.hosts]
    hosts += known.length
    expect(segment.hosts.size).toBe(known.length)
    for (const host of known) {
      expect(segment.hosts.find(host.ip, host.mac)).toBe(host)
      const own = [...host.members()]
      expect(host.memberships).toBe(own.length)
      expect(host.routable).toBe(own.filter(({ group }) => !group.linkLocal).length)
      for (const member of own) {
        expect(member.host).toBe(host)
        expect(member.group.members[member.inGroup]).toBe(member)
        expect(host.memberAt(member.group.address)).toBe(member)
      }
    }
    expectSizes(segment, members)
  }
  expect({ groups: table.groups, hosts: table.hosts, memberships: table.memberships }).toEqual({
    groups,
    hosts,
    memberships,
  })
}

function expectGroup(group: Group, segment: SegmentTable, clock: number): void {
  expect(group.segment).toBe(segment)
  expect(group.linkLocal).toBe(isLinkLocalGroup(group.address))
  const { running, blocked } = group.lists()
  // INCLUDE({}) is no state, and has nothing blocked (RFC 3376 s6.2.1, s6.3).
  if (group.mode === 'INCLUDE') expect(running.length > 0 && blocked.length === 0).toBe(true)
  else expect(group.until).toBeGreaterThanOrEqual(clock)
  expect(group.dueAt()).toBeGreaterThanOrEqual(clock)
  expect(group.endsAt()).toBeGreaterThanOrEqual(group.dueAt())
  expect(group.lastReportAt).toBeLessThanOrEqual(clock)
  expect(group.presumed).toBe(group.members.filter(({ presumed }) => presumed).length)
  expect(new Set(group.members.map(({ host }) => host)).size).toBe(group.members.length)
  for (const [index, member] of group.members.entries()) {
    expect(member.group).toBe(group)
    expect(member.inGroup).toBe(index)
    expect(member.isEmpty()).toBe(false)
    expect(member.dueAt()).toBeGreaterThanOrEqual(clock)
    expect(member.lastReportAt).toBeLessThanOrEqual(clock)
    expect(member.since).toBeLessThanOrEqual(member.lastReportAt)
    // Only who may be suppressed is presumed, and only while the group is forwarded for all.
    if (member.presumed) {
      expect([member.mode, group.mode]).toEqual(['EXCLUDE', 'EXCLUDE'])
      expect(group.heldBackUntil).toBeGreaterThanOrEqual(clock)
    }
  }
}

function expectSizes(segment: SegmentTable, members: readonly Member[]): void {
  const counted = members.filter(({ group }) => !group.linkLocal)
  const presumed = counted.filter((member) => member.presumed).length
  expect({
    confirmed: segment.confirmed,
    presumed: segment.presumed,
    hostsWithGroups: segment.hostsWithGroups,
    linkLocalGroups: segment.linkLocalGroups,
  }).toEqual({
    confirmed: counted.length - presumed,
    presumed,
    hostsWithGroups: new Set(counted.map(({ host }) => host)).size,
    linkLocalGroups: [...segment.groups.values()].filter(({ linkLocal }) => linkLocal).length,
  })
}

/** What the events alone tell. Throws when one comes out of turn. */
class Told {
  readonly members = new Map<string, string>()
  readonly groups = new Map<string, string>()
  readonly queriers = new Map<string, string>()
  readonly counts: Record<string, number> = {}
  #at = -Infinity

  take(events: readonly TableEvent[]): void {
    for (const event of events) {
      expect(event.at, `${event.event} lies in the past`).toBeGreaterThanOrEqual(this.#at)
      this.#at = event.at
      this.counts[event.event] = (this.counts[event.event] ?? 0) + 1
      this.#one(event)
    }
  }

  #one(event: TableEvent): void {
    const { name } = event.segment
    switch (event.event) {
      case 'group-started':
      case 'group-ended': {
        const key = `${name} ${formatAddress(event.group)}`
        expect(this.groups.has(key), `${event.event} ${key}`).toBe(event.event === 'group-ended')
        if (event.event === 'group-started') this.groups.set(key, event.mode)
        else {
          this.groups.delete(key)
          for (const member of this.members.keys())
            expect(member.startsWith(`${key} `), 'outlives its group').toBe(false)
        }
        return
      }
      case 'joined':
      case 'changed':
      case 'left':
      case 'evicted':
      case 'expired': {
        const key = memberKey(name, event.group, event.host)
        const set = `${event.mode} ${event.sources.join()}`
        const before = this.members.get(key)
        expect(before !== undefined, `${event.event} ${key}`).toBe(event.event !== 'joined')
        expect(this.groups.has(`${name} ${formatAddress(event.group)}`), 'a member without a group').toBe(true)
        if (event.event === 'joined') expect(event.before).toBeNull()
        else expect(event.before && `${event.before.mode} ${event.before.sources.join()}`).toBe(before)
        if (event.event === 'changed') expect(set).not.toBe(before)
        if (event.event === 'left' || event.event === 'expired' || event.event === 'evicted') {
          expect(set).toBe(before)
          this.members.delete(key)
        } else this.members.set(key, set)
        return
      }
      case 'querier-elected':
        this.queriers.set(name, formatAddress(event.querier.ip))
        return
      case 'querier-lost':
        expect(this.queriers.get(name)).toBe(formatAddress(event.querier.ip))
        this.queriers.delete(name)
    }
  }
}
const memberKey = (segment: string, group: Address, { ip, mac }: HostKey): string =>
  `${segment} ${formatAddress(group)} ${formatAddress(ip)} ${mac}`

/** What the events told is what the table holds. */
function expectTold(told: Told, { table }: PlainTap): void {
  const members = new Map<string, string>()
  const groups = new Set<string>()
  const queriers = new Map<string, string>()
  for (const { segment, groups: own, election } of table.segments.values()) {
    if (election.elected) queriers.set(segment.name, formatAddress(election.elected.ip))
    for (const group of own.values()) {
      groups.add(`${segment.name} ${formatAddress(group.address)}`)
      for (const member of group.members) {
        members.set(memberKey(segment.name, group.address, member.host), `${member.mode} ${member.sourceList().join()}`)
      }
    }
  }
  expect(new Map([...told.members].sort())).toEqual(new Map([...members].sort()))
  expect([...told.groups.keys()].sort()).toEqual([...groups].sort())
  expect(new Map([...told.queriers].sort())).toEqual(new Map([...queriers].sort()))
}

const LONG = 1_000 * 86_400_000

describe('any sequence of messages', () => {
  it('leaves the table consistent after each of them', () => {
    fc.assert(
      fc.property(arbitrarySequence(25), formula, (sequence, gmi) => {
        const tap = newTap(gmi)
        for (const frame of framesOf(sequence)) {
          tap.take(frame)
          expectConsistent(tap)
        }
      }),
      { numRuns: 120 },
    )
  })

  it('is told so that the events alone give the table, in turn and in order of time', () => {
    fc.assert(
      fc.property(arbitrarySequence(60), formula, (sequence, gmi) => {
        const tap = newTap(gmi)
        const told = new Told()
        for (const frame of framesOf(sequence)) {
          told.take(tap.take(frame).events)
          expectTold(told, tap)
        }
      }),
      { numRuns: 120 },
    )
  })

  it('is over when nothing more is said', () => {
    fc.assert(
      fc.property(arbitrarySequence(40), formula, (sequence, gmi) => {
        const tap = newTap(gmi)
        const told = new Told()
        for (const frame of framesOf(sequence)) told.take(tap.take(frame).events)
        told.take(tap.table.advance(tap.table.clock + LONG).events)
        expectConsistent(tap)
        const { groups, hosts, memberships } = tap.table
        expect({ groups, hosts, memberships }).toEqual(
          sequence.length === 0 ? { groups, hosts, memberships } : { groups: 0, hosts: 0, memberships: 0 },
        )
        expect(told.counts['group-started'] ?? 0).toBe(told.counts['group-ended'] ?? 0)
        expect(told.counts['joined'] ?? 0).toBe((told.counts['left'] ?? 0) + (told.counts['expired'] ?? 0))
      }),
      { numRuns: 80 },
    )
  })

  it('is counted by the minute as it is told', () => {
    fc.assert(
      fc.property(arbitrarySequence(40), (sequence) => {
        const tap = newTap('rfc3376')
        const steps: Step[] = framesOf(sequence).map((frame) => tap.take(frame))
        // The last minute is over a minute later; a day's worth of them is counted.
        steps.push(tap.table.advance(tap.table.clock + 60_000))
        const told = new Told()
        for (const { events } of steps) told.take(events)
        const minutes = steps.flatMap((step) => step.minutes)
        const pending = [...tap.table.segments.values()].map(({ tally }) => tally)
        const sum = (what: 'joins' | 'leaves' | 'expiries' | 'queries'): number =>
          [...minutes, ...pending].reduce((total, tally) => total + tally[what], 0)
        expect({ joins: sum('joins'), leaves: sum('leaves'), expiries: sum('expiries') }).toEqual({
          joins: told.counts['joined'] ?? 0,
          leaves: told.counts['left'] ?? 0,
          expiries: told.counts['expired'] ?? 0,
        })
        expect(sum('queries')).toBe(steps.flatMap(({ queries }) => queries).length)
      }),
      { numRuns: 80 },
    )
  })
})

const linesOf = (steps: readonly Step[]) => steps.flatMap(({ events }) => events.map(eventLine))

describe('time', () => {
  it('in one go or with a ticker between: the same events', () => {
    const ticks = fc.array(fc.tuple(fc.nat(40), fc.double({ min: 0, max: 1, noNaN: true })), { maxLength: 60 })
    fc.assert(
      fc.property(arbitrarySequence(40), ticks, formula, (sequence, extra, gmi) => {
        const frames = framesOf(sequence)
        const plain = newTap(gmi)
        const ticked = newTap(gmi)
        const once = frames.map((frame) => plain.take(frame))
        const often = frames.flatMap((frame, index) => {
          const from = frames[index - 1]?.at ?? frame.at - 1_000
          const times = extra.filter(([which]) => which === index).map(([, share]) => from + share * (frame.at - from))
          return [...times.sort((a, b) => a - b).map((at) => ticked.table.advance(at)), ticked.take(frame)]
        })
        once.push(plain.table.advance(plain.table.clock + LONG))
        for (let day = 1; day <= 1_000; day += 37)
          often.push(ticked.table.advance(plain.table.clock - LONG + day * 86_400_000))
        often.push(ticked.table.advance(plain.table.clock))
        expect(linesOf(often)).toEqual(linesOf(once))
      }),
      { numRuns: 120 },
    )
  })

  it('that goes back in between changes no law', () => {
    const back = fc.constantFrom(0, 0, 0, 0.4, 30, 5_000, 400_000, 90_000_000)
    fc.assert(
      fc.property(arbitrarySequence(40), fc.array(back, { minLength: 40, maxLength: 40 }), (sequence, backs) => {
        const tap = newTap('rfc3376')
        const told = new Told()
        const late: Said[] = sequence.map((said, index) => ({ ...said, at: said.at - backs[index]! }))
        for (const frame of framesOf(late)) {
          told.take(tap.take(frame).events)
          expectConsistent(tap)
          expectTold(told, tap)
        }
      }),
      { numRuns: 80 },
    )
  })
})

describe('copies', () => {
  it('of any frames within five milliseconds change nothing', () => {
    fc.assert(
      fc.property(arbitrarySequence(30), fc.array(fc.nat(3), { minLength: 30, maxLength: 30 }), (sequence, times) => {
        // Far enough apart that a message that is said again is no copy.
        const frames = framesOf(sequence.map((said, index) => ({ ...said, at: said.at + index * 10 })))
        const plain = newTap('rfc3376')
        const mirrored = newTap('rfc3376')
        const once = frames.map((frame) => plain.take(frame))
        const copies = frames.flatMap((frame, index): Frame[] =>
          Array.from({ length: times[index]! + 1 }, (_, copy) => ({ ...frame, at: frame.at + copy * 0.03 })),
        )
        const often = copies.map((frame) => mirrored.take(frame))
        const bare = (steps: readonly Step[]) =>
          linesOf(steps).map((line) => ('frame' in line ? { ...line, frame: 0 } : line))
        const end = plain.table.clock + LONG
        expect(bare([...often, mirrored.table.advance(end)])).toEqual(bare([...once, plain.table.advance(end)]))
        expect(mirrored.counters.duplicates).toBe(copies.length - frames.length)
      }),
      { numRuns: 80 },
    )
  })
})
