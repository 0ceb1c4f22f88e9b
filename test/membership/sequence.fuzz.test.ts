import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Frame } from '../../server/capture/source.ts'
import { eventLine } from '../../server/membership/line.ts'
import type { MembershipTable } from '../../server/membership/table.ts'
import { isLinkLocalGroup } from '../../shared/address.ts'
import type { EventLine } from '../../shared/event.ts'
import { HOUR } from '../../shared/time.ts'
import { arbitrarySequence, framesOf } from '../generate/sequence.ts'
import { PlainTap } from './plain-tap.ts'

/* Any sequence of messages, at any times: what must hold of the table and of what it tells. */

/** Everything the table tells, with the clock also moved to the given fractions of each gap between frames. */
function told(frames: readonly Frame[], ticks: readonly number[] = [], each?: (table: MembershipTable) => void) {
  const tap = new PlainTap({ formula: 'rfc3376', dedupe: 0 })
  const events: EventLine[] = []
  let before: number | null = null
  for (const frame of frames) {
    if (before !== null) {
      for (const tick of ticks)
        events.push(...tap.table.advance(before + tick * (frame.at - before)).events.map(eventLine))
    }
    events.push(...tap.take(frame).events.map(eventLine))
    each?.(tap.table)
    before = frame.at
  }
  if (before !== null) events.push(...tap.table.advance(before + 48 * HOUR).events.map(eventLine))
  each?.(tap.table)
  return events
}

/** The sizes that the table keeps are those that a count gives; nothing outlives its deadline; rows know each other. */
function expectConsistent(table: MembershipTable): void {
  let [groups, hosts, memberships] = [0, 0, 0]
  for (const segment of table.segments.values()) {
    let [confirmed, presumed, hostsWithGroups] = [0, 0, 0]
    for (const group of segment.groups.values()) {
      groups += 1
      expect(group.endsAt()).toBeGreaterThan(table.clock)
      expect(group.isEmpty()).toBe(false)
      expect(group.members.filter((member) => member.presumed)).toHaveLength(group.presumed)
      for (const member of group.members) {
        expect(member.host.memberAt(group.address)).toBe(member)
        expect(member.endsAt()).toBeGreaterThan(table.clock)
        expect(member.lastReportAt).toBeLessThanOrEqual(table.clock)
        if (isLinkLocalGroup(group.address)) continue
        if (member.presumed) presumed += 1
        else confirmed += 1
      }
    }
    for (const host of segment.hosts) {
      hosts += 1
      const members = [...host.members()]
      expect(members).toHaveLength(host.memberships)
      expect(members.every(({ group }) => segment.groups.get(group.address) === group)).toBe(true)
      memberships += members.length
      if (members.some(({ group }) => !group.linkLocal)) hostsWithGroups += 1
    }
    expect([segment.confirmed, segment.presumed, segment.hostsWithGroups]).toEqual([
      confirmed,
      presumed,
      hostsWithGroups,
    ])
  }
  expect([table.groups, table.hosts, table.memberships]).toEqual([groups, hosts, memberships])
}

it('the table is consistent after every message, and empty two days after the last one', () => {
  fc.assert(
    fc.property(arbitrarySequence(), (sequence) => {
      let left = [0, 0, 0]
      told(framesOf(sequence), [], (table) => {
        expectConsistent(table)
        left = [table.groups, table.memberships, table.hosts]
      })
      expect(left).toEqual([0, 0, 0])
    }),
    { numRuns: 100 },
  )
})

it('a member joins before it changes and ends once, a group starts before and ends once, in order of time', () => {
  fc.assert(
    fc.property(arbitrarySequence(), (sequence) => {
      const members = new Set<string>()
      const groups = new Set<string>()
      let at = -Infinity
      for (const event of told(framesOf(sequence))) {
        expect(event.at).toBeGreaterThanOrEqual(at)
        at = event.at
        if ('querier' in event) continue
        const group = `${event.segment} ${event.group}`
        if (!('host' in event)) {
          expect(groups.has(group), `${event.event} ${group}`).toBe(event.event === 'group-ended')
          if (event.event === 'group-started') groups.add(group)
          else groups.delete(group)
          continue
        }
        const member = `${group} ${event.host.ip} ${event.host.mac}`
        expect(members.has(member), `${event.event} ${member}`).toBe(event.event !== 'joined')
        expect(groups.has(group), `${event.event} ${member}`).toBe(true)
        if (event.event === 'joined') members.add(member)
        if (event.event === 'left' || event.event === 'expired') members.delete(member)
      }
      expect([members.size, groups.size]).toEqual([0, 0])
    }),
    { numRuns: 100 },
  )
})

it('ticks between the frames change nothing: the same events at the same times', () => {
  fc.assert(
    fc.property(
      arbitrarySequence(),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 4 }),
      (said, ticks) => {
        const frames = framesOf(said)
        const sorted = [...ticks].sort((a, b) => a - b)
        expect(told(frames, sorted)).toEqual(told(frames))
      },
    ),
    { numRuns: 100 },
  )
})
