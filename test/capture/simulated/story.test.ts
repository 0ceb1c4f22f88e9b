import { beforeAll, describe, expect, it } from 'vitest'
import { DemoNetwork } from '../../../server/capture/simulated/network.ts'
import { OPENING } from '../../../server/capture/simulated/opening.ts'
import type { SegmentTable } from '../../../server/membership/segment-table.ts'
import { Tap } from '../../../server/tap.ts'
import { healthOf } from '../../../server/views/health.ts'
import { scanGroups } from '../../../server/views/totals.ts'
import { done } from '../../../server/views/work.ts'
import { isSourceSpecific } from '../../../shared/address.ts'
import type { EventKind } from '../../../shared/event.ts'
import { MINUTE, SECOND } from '../../../shared/time.ts'

const START = Date.UTC(2025, 10, 26)

/** The demo network seen through the pipeline, as a page would see it. */
class Watched {
  readonly tap = new Tap('demo', { formula: 'rfc3376', dedupe: 5 })
  readonly events: Partial<Record<EventKind, number>> = {}
  now = START
  private readonly network = new DemoNetwork(2, START)

  to(elapsed: number): void {
    this.now = START + elapsed
    this.network.advanceTo(this.now, (frame) => {
      for (const { event } of this.tap.take(frame).events) this.events[event] = (this.events[event] ?? 0) + 1
    })
    this.tap.roll.advance(this.now)
  }

  segment(vlan: number): SegmentTable {
    const segment = [...this.tap.table.segments.values()].find(({ segment }) => segment.vlans[0] === vlan)
    if (!segment) throw new Error(`no VLAN ${vlan}`)
    return segment
  }

  condition = (vlan: number) => healthOf(this.segment(vlan), this.now, 'running').condition

  /** Until the first stream of a segment stops, if nobody reports. */
  countdown(vlan: number): number | null {
    const next = done(scanGroups(this.segment(vlan))).nextExpiry
    return next ? next.at - this.now : null
  }
}

describe('the story of the demo, as the pipeline tells it', () => {
  const demo = new Watched()

  describe('when a page opens on it', () => {
    beforeAll(() => demo.to(OPENING))
    it('has names for five segments, one of them IPv6', () => {
      const names = [...demo.tap.table.segments.values()].map(({ segment }) => segment.name)
      expect(names.sort()).toEqual(['demo/10', 'demo/20', 'demo/30', 'demo/40', 'demo/50'])
      expect(demo.segment(50).segment.family).toBe('ipv6')
      expect(demo.segment(50).confirmed).toBeGreaterThan(4)
    })
    it('knows of most of the campus only that they may be suppressed', () => {
      expect(demo.segment(30).presumed).toBeGreaterThan(2 * demo.segment(30).confirmed)
    })
    it('is well in four segments, with the intervals that their queriers keep', () => {
      for (const vlan of [10, 20, 30, 50]) expect(demo.condition(vlan), `VLAN ${vlan}`).toBe('queried')
      const seconds = [10, 20, 30, 40, 50].map((vlan) => demo.segment(vlan).election.timing.queryInterval / SECOND)
      expect(seconds.map(Math.round)).toEqual([125, 60, 125, 125, 125])
    })
    it('counts down in the hotel, whose querier has been silent for three minutes', () => {
      expect(demo.condition(40)).toBe('query-late')
      // 260 s after the first answer to a query that is 189.75 s old.
      expect(demo.countdown(40)).toBeGreaterThan(70 * SECOND)
      expect(demo.countdown(40)).toBeLessThan(81 * SECOND)
    })
    it('has studio receivers that include sources of 232/8', () => {
      const feeds = [...demo.segment(20).groups.values()].filter(({ address }) => isSourceSpecific(address))
      expect(feeds.length).toBeGreaterThan(6)
      expect(feeds.every(({ mode, sources }) => mode === 'INCLUDE' && (sources?.size ?? 0) > 0)).toBe(true)
    })
    it('has seen everything that can happen', () => {
      const kinds: EventKind[] = ['joined', 'changed', 'left', 'expired', 'group-started', 'group-ended']
      for (const kind of [...kinds, 'querier-elected', 'querier-lost'] as const) {
        expect(demo.events[kind] ?? 0, kind).toBeGreaterThan(10)
      }
    })
    it('makes only the mistakes that it is meant to make', () => {
      const { undecodable, problems, duplicates, igmp } = demo.tap.counters
      expect(undecodable).toEqual({})
      expect(Object.keys(problems).sort()).toEqual(['bad-checksum', 'no-router-alert'])
      expect(problems['bad-checksum']).toBeLessThan(igmp / 1_000)
      expect(duplicates).toBeGreaterThan(igmp / 20)
      expect(Object.values(demo.tap.table.refused).every((refused) => refused === 0)).toBe(true)
    })
  })

  it('then loses the querier of the hotel, and something counts down until it is back', () => {
    const conditions = new Set<string>()
    const withoutCountdown: number[] = []
    for (let elapsed = OPENING; elapsed < OPENING + 4 * MINUTE; elapsed += SECOND) {
      demo.to(elapsed)
      conditions.add(demo.condition(40))
      if (demo.countdown(40) === null) withoutCountdown.push(elapsed - OPENING)
    }
    expect([...conditions]).toEqual(['query-late', 'querier-lost'])
    expect(withoutCountdown).toEqual([])
    demo.to(OPENING + 5 * MINUTE)
    expect(demo.condition(40)).toBe('queried')
    expect(demo.segment(40).election.elected).not.toBeNull()
  })
})
