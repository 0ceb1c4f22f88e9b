import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { EpochMs } from '../../shared/time.ts'
import { leave, query, says, START, v2, Wire } from './wire.ts'

/* Any course of messages, times of blindness and clocks that are set back: what must hold of what is told and counted. */

const act = fc.record({
  what: fc.constantFrom(
    'v2',
    'IS_EX',
    'ALLOW',
    'BLOCK',
    'leave',
    'query',
    'wait',
    'blind',
    'noticed late',
    'sees',
    'back',
  ),
  host: fc.integer({ min: 11, max: 14 }),
  group: fc.constantFrom('239.1.1.1', '239.1.1.2', '224.0.0.251'),
  n: fc.integer({ min: 1, max: 400 }),
})
type Act = typeof act extends fc.Arbitrary<infer A> ? A : never

const ROUTER = '10.0.10.1'
const SOURCE = '192.0.2.1'
const at = (t: number): EpochMs => START + t * 1_000

/** Memberships by what was told: each begins once and ends once. */
class Told {
  readonly lasting = new Set<string>()

  hear(lines: readonly string[]): void {
    for (const line of lines) {
      const [, event = '', group, host] = line.split(' ')
      const member = `${group} ${host}`
      if (event === 'joined') {
        expect(this.lasting.has(member), line).toBe(false)
        this.lasting.add(member)
      } else if (event === 'left' || event === 'expired') expect(this.lasting.delete(member), line).toBe(true)
    }
  }
}

/** One wire whose tap may be blind. */
class Course {
  readonly wire = new Wire()
  readonly told = new Told()
  t = 0
  blind = false

  see(): void {
    if (this.blind) this.wire.tap.roll.resume(at(this.t))
    this.blind = false
  }
  goBlind(from: number): void {
    if (!this.blind) this.wire.tap.roll.goBlind(at(from))
    this.blind = true
  }
  say(from: string, message: Parameters<Wire['say']>[2]): void {
    this.see()
    this.told.hear(this.wire.say(this.t, from, message))
  }

  act({ what, host, group, n }: Act): void {
    const from = `10.0.10.${host}`
    switch (what) {
      case 'v2':
        return this.say(from, v2(group))
      case 'IS_EX':
        return this.say(from, says(what, group))
      case 'ALLOW':
      case 'BLOCK':
        return this.say(from, says(what, group, SOURCE))
      case 'leave':
        return this.say(from, leave(group))
      case 'query':
        return this.say(ROUTER, n % 2 === 0 ? query() : query({ version: 2 }))
      case 'wait':
        this.t += n
        if (!this.blind) this.told.hear(this.wire.until(this.t))
        return
      case 'blind':
        return this.goBlind(this.t)
      case 'noticed late':
        return this.goBlind(this.t - (n % 30))
      case 'sees':
        return this.see()
      case 'back': {
        const { blind } = this
        this.t -= n * 37
        this.blind = false
        this.wire.tap.roll.setBack(at(this.t))
        if (blind) this.goBlind(this.t)
      }
    }
  }
}

function expectCounted({ segment, tap }: Wire, lasting: number): void {
  let [unknown, confirmed, presumed, all] = [0, 0, 0, 0]
  for (const group of segment.groups.values()) {
    const silent = group.members.filter((member) => segment.blindness.since(member.lastReportAt) !== null).length
    expect(group.unknown).toBe(silent)
    all += group.members.length
    for (const { since, lastReportAt } of group.members) {
      expect(since).toBeLessThanOrEqual(lastReportAt)
      expect(lastReportAt).toBeLessThanOrEqual(tap.table.clock)
    }
    if (group.linkLocal) continue
    unknown += silent
    for (const member of group.members) {
      if (member.presumed) presumed += 1
      else confirmed += 1
    }
  }
  expect([segment.unknown, segment.confirmed, segment.presumed]).toEqual([unknown, confirmed, presumed])
  expect(all).toBe(lasting)
}

it('counts are what a look at each member says, each membership begins and ends once, and in the end all is known', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
      const course = new Course()
      const { wire, told } = course
      course.say(ROUTER, query())
      for (const one of acts) {
        course.act(one)
        expectCounted(wire, told.lasting.size)
      }
      course.see()
      const { knownAt } = wire.segment.blindness
      if (knownAt !== null) {
        told.hear(wire.tap.table.clock < knownAt ? wire.until((knownAt - START) / 1_000) : [])
        expect(wire.segment.unknown).toBe(0)
        expect(wire.segment.blindness.earliest).toBeNull()
      }
      told.hear(wire.until(course.t + 15_000))
      expect([...told.lasting]).toEqual([])
    }),
    { numRuns: 60 },
  )
}, 120_000)
