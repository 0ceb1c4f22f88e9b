import { describe, expect, it } from 'vitest'
import { worstFirst, shownFirst, verdict } from '../../client/verdict.ts'
import { viewOf } from '../../server/views/index.ts'
import type { Subject } from '../../server/views/subject.ts'
import { OVERVIEW_SEGMENTS, type ViewState } from '../../shared/live.ts'
import type { SegmentRow, SegmentState } from '../../shared/segment.ts'
import { noStates, shownState } from '../../shared/segment-order.ts'
import { MINUTE, SECOND } from '../../shared/time.ts'
import { framesOf, type Said } from '../generate/sequence.ts'
import { ip } from '../generate/message.ts'
import { aHost, observed, settled } from '../history/reading/found.ts'
import { subjectOf, TestTap } from './test-subject.ts'

const START = Date.UTC(2025, 10, 26)
const HOST = ip('10.0.10.20')
const QUERIER = ip('10.0.10.1')

const query = (at: number, vlan: number): Said => ({
  at,
  vlan,
  from: QUERIER,
  message: {
    kind: 'query',
    version: 2,
    group: ip('0.0.0.0'),
    maxResponseTenths: 100,
    suppress: false,
    robustness: 2,
    queryInterval: 125,
    sources: [],
  },
})
const report = (at: number, vlan: number, group: string): Said => ({
  at,
  vlan,
  from: HOST,
  message: { kind: 'report', version: 2, group: ip(group) },
})
const overview = (subject: Subject, filter?: string): ViewState<'overview'> =>
  viewOf(subject, { view: 'overview', filter }) as ViewState<'overview'>
const vlans = (from: number, count: number): number[] => Array.from({ length: count }, (_, i) => from + i)
const feed = (tap: TestTap, ...said: Said[]): void => tap.take(...framesOf(said.sort((a, b) => a.at - b.at)))

/** VLANs with a querier all the time, and some whose querier fell silent, each with a group. */
function network(name: string, healthy: readonly number[], lost: readonly number[], minutes = 10): TestTap {
  const tap = new TestTap(name)
  const said: Said[] = []
  for (let at = START; at < START + minutes * MINUTE; at += 125 * SECOND) {
    for (const vlan of healthy) said.push(query(at, vlan), report(at + SECOND, vlan, `239.1.1.${vlan % 200}`))
    if (at < START + 3 * MINUTE) for (const vlan of lost) said.push(query(at, vlan))
  }
  lost.forEach((vlan, i) => said.push(report(START + (minutes - 4) * MINUTE + i * SECOND, vlan, '239.9.9.9')))
  feed(tap, ...said)
  tap.advance(START + minutes * MINUTE)
  return tap
}

describe('the overview of many segments', () => {
  const subject = subjectOf(network('eth1', vlans(100, 60), [30, 40, 50]))
  const { head, rows } = overview(subject)
  const now = (): number => START + 10 * MINUTE

  it('has a row for the worst alone, and sums the others', () => {
    expect(rows).toHaveLength(OVERVIEW_SEGMENTS)
    expect(head.totals.segments).toBe(63)
    expect(head.rest.segments).toBe(63 - OVERVIEW_SEGMENTS)
    expect(head.states).toEqual({ ...noStates(), critical: 3, ok: 60 })
    expect(head.judged).toEqual(head.states)
    const sum = (of: (row: SegmentRow) => number): number => rows.reduce((all, row) => all + of(row), 0)
    expect(head.rest.groups + sum(({ groups }) => groups)).toBe(head.totals.groups)
    expect(head.rest.hosts + sum(({ hosts }) => hosts)).toBe(head.totals.hosts)
    expect(head.rest.memberships + sum(({ memberships }) => memberships)).toBe(
      head.totals.confirmed + head.totals.presumed,
    )
    for (const state of Object.keys(head.states) as SegmentState[]) {
      const shown = rows.filter((row) => shownState(row) === state).length
      expect(head.rest.states[state] + shown).toBe(head.states[state])
    }
  })

  it('has them in the order of the page: whose first stream stops sooner comes first', () => {
    expect(rows.slice(0, 3).map(({ segment }) => segment)).toEqual(['eth1/30', 'eth1/40', 'eth1/50'])
    expect(shownFirst(rows, now).map(({ key }) => key)).toEqual(rows.map(({ key }) => key))
    expect(worstFirst(rows, now)[0]?.segment).toBe('eth1/30')
  })

  it('has what the sentence is about, where findings are worse elsewhere', () => {
    const tap = network('eth1', vlans(100, 30), [])
    const late = network('eth2', [], [30], 6)
    late.take(...framesOf([query(START + 6 * MINUTE, 31)]))
    for (const segment of tap.table.segments.keys()) {
      settled(tap.watch.book, 'loop', segment, [observed('critical', { subject: aHost(1) })], 1e9, START + MINUTE)
    }
    const shown = overview(subjectOf(tap, late))
    expect(shown.head.states.critical).toBeGreaterThan(OVERVIEW_SEGMENTS)
    const bad = verdict(shown.rows, { now: () => START + 6 * MINUTE, unseen: () => null })
    expect(bad).toMatchObject({ kind: 'query-late', segment: 'eth2/30' })
  })
})

describe('the overview of some segments', () => {
  const one = network('eth1', [10, 20, 21], [30])
  const two = network('eth2', [20], [])
  const subject = subjectOf(one, two)
  const names = (filter: string): string[] => overview(subject, filter).rows.map(({ segment }) => segment)

  it.each([
    ['', ['eth1/30', 'eth1/10', 'eth1/20', 'eth1/21', 'eth2/20']],
    ['vlan:20', ['eth1/20', 'eth2/20']],
    ['vlan:20 source:eth1', ['eth1/20']],
    ['segment:eth1/2*', ['eth1/20', 'eth1/21']],
    ['-vlan:30 source:eth1', ['eth1/10', 'eth1/20', 'eth1/21']],
    ['vlan:999', []],
  ])('%j', (filter, wanted) => expect(names(filter)).toEqual(wanted))

  it('counts these alone, in everything', () => {
    const { head } = overview(subject, 'vlan:20|21 source:eth1')
    expect(head.filterError).toBeNull()
    expect(head.totals).toMatchObject({ segments: 2, groups: 2, hosts: 2, queriers: 2 })
    expect(head.top.map(({ segment }) => segment)).toEqual(['eth1/20', 'eth1/21'])
    expect(head.trend.at(-1)).toMatchObject({ groups: 2, hosts: 2, memberships: 2 })
    expect(overview(subject).head.trend.at(-1)).toMatchObject({ groups: 5 })
    expect(overview(subject, 'vlan:999').head).toMatchObject({ trend: [], hourAgo: null, top: [] })
  })

  it('tells what changed on these alone', () => {
    const tap = network('eth1', [10, 20], [])
    feed(tap, report(START + 10 * MINUTE, 10, '239.5.5.5'), report(START + 10 * MINUTE, 20, '239.6.6.6'))
    const recent = (filter: string): string[] => overview(subjectOf(tap), filter).head.recent.map(({ group }) => group)
    expect(recent('')).toEqual(['239.5.5.5', '239.6.6.6'])
    expect(recent('vlan:20')).toEqual(['239.6.6.6'])
  })

  it('is of none when the filter cannot be read, and says where', () => {
    for (const [filter, column] of [
      ['oops:1', 1],
      ['vlan:20 group:239.1.1.1', 9],
      ['vlan:20 some text', 9],
    ] as const) {
      const { head, rows } = overview(subject, filter)
      expect(head.filterError).toMatchObject({ column })
      expect([rows, head.top, head.trend, head.recent]).toEqual([[], [], [], []])
      expect(head.totals.segments).toBe(0)
      expect(head.findings).toEqual({ critical: 0, warning: 0, information: 0, worst: null })
    }
  })

  it('has their findings, and those of their tap as a whole', () => {
    const tap = network('eth1', [10, 20], [])
    const other = network('eth2', [20], [])
    const [ten, twenty] = [...tap.table.segments.keys()]
    const found = (
      of: TestTap,
      ...[code, place, severity]: [Parameters<typeof settled>[1], typeof ten | null, 'critical' | 'warning']
    ) => settled(of.watch.book, code, place ?? null, [observed(severity, { subject: aHost(1) })], 1e9, START)
    found(tap, 'loop', ten, 'critical')
    found(tap, 'deaf-host', twenty, 'warning')
    found(other, 'tap-limits', null, 'warning')
    const alarms = (filter: string) => {
      const { critical, warning, worst } = overview(subjectOf(tap, other), filter).head.findings
      return [critical, warning, worst?.code ?? null]
    }
    expect(alarms('')).toEqual([1, 2, 'loop'])
    expect(alarms('vlan:10')).toEqual([1, 0, 'loop'])
    expect(alarms('vlan:20 source:eth1')).toEqual([0, 1, 'deaf-host'])
    expect(alarms('source:eth2')).toEqual([0, 1, 'tap-limits'])
  })
})
