import { beforeAll, describe, expect, it } from 'vitest'
import { CATALOGUE } from '../../server/metrics/catalogue.ts'
import { totalsOf } from '../../server/views/totals.ts'
import { frames, isIgmp, truth } from '../membership/hour.ts'
import { subjectOf, TestTap } from '../views/test-subject.ts'
import { linesOf, sumOf, textOf, type Line } from './lines.ts'

let tap: TestTap
let lines: Line[]
let text: string

beforeAll(async () => {
  tap = new TestTap('hour')
  tap.take(...frames)
  text = await textOf(subjectOf(tap))
  lines = linesOf(text)
})

describe('the hour whose truth is known', () => {
  it('has its frames, messages and copies', () => {
    const copies = truth.span_duplicates.filter(([, copy]) => isIgmp(frames[copy - 1]!))
    expect(sumOf(lines, 'rollcall_frames_total')).toBe(truth.meta.frames)
    expect(sumOf(lines, 'rollcall_messages_total')).toBe(truth.meta.igmp_unique)
    expect(sumOf(lines, 'rollcall_duplicate_frames_total')).toBe(copies.length)
    expect(sumOf(lines, 'rollcall_message_problems_total', { problem: 'bad-checksum' })).toBe(
      truth.invalid_frames.length,
    )
  })

  it('has its groups on each segment, and the members of them all', () => {
    for (const vlan of [10, 20]) {
      const groups = truth.final_state.rfc3376.filter((group) => group.vlan === vlan)
      const routable = groups.filter(({ group }) => !group.startsWith('224.0.0.'))
      expect(sumOf(lines, 'rollcall_groups', { segment: `hour/${vlan}` })).toBe(routable.length)
    }
    const totals = totalsOf(tap.table.segments.values())
    expect(sumOf(lines, 'rollcall_members', { state: 'confirmed' })).toBe(totals.confirmed)
    expect(sumOf(lines, 'rollcall_members', { state: 'presumed' })).toBe(totals.presumed)
    expect(sumOf(lines, 'rollcall_hosts')).toBe(totals.hosts)
  })

  it.each([10, 20])('knows who asked VLAN %d last, when, and how often', (vlan) => {
    const last = truth.queriers.filter((reign) => reign.vlan === vlan).at(-1)
    const labels = { segment: `hour/${vlan}` }
    const address = last?.querier ?? ''
    expect(sumOf(lines, 'rollcall_querier_info', { ...labels, address })).toBe(1)
    const seen = sumOf(lines, 'rollcall_querier_last_seen_timestamp_seconds', labels) ?? 0
    expect(seen - truth.meta.base_epoch).toBeCloseTo(last?.last ?? 0, 1)
  })

  it('tells the interval of the querier that announces it and of the one that is measured', () => {
    const median = (vlan: number): number | undefined =>
      sumOf(lines, 'rollcall_query_interval_seconds', { segment: `hour/${vlan}`, quantile: '0.5' })
    expect(median(10)).toBeCloseTo(125, 0)
    expect(median(20)).toBeCloseTo(60, 0)
    expect(sumOf(lines, 'rollcall_query_interval_seconds_count', { segment: 'hour/20' })).toBe(60)
  })

  it('has missed queries where the querier was gone, and none elsewhere', () => {
    expect(sumOf(lines, 'rollcall_missed_queries_total', { segment: 'hour/10' })).toBeGreaterThan(0)
    expect(sumOf(lines, 'rollcall_missed_queries_total', { segment: 'hour/20' })).toBe(0)
  })

  it('has histograms whose buckets rise to their count', () => {
    for (const name of ['rollcall_response_delay_seconds', 'rollcall_leave_latency_seconds']) {
      const segments = new Set(
        lines.filter((line) => line.name === `${name}_count`).map(({ labels }) => labels['segment']),
      )
      expect(segments.size).toBeGreaterThan(0)
      for (const segment of segments) {
        const buckets = lines.filter((line) => line.name === `${name}_bucket` && line.labels['segment'] === segment)
        const counts = buckets.map(({ value }) => value)
        expect(counts).toEqual([...counts].sort((a, b) => a - b))
        expect(buckets.at(-1)?.labels['le']).toBe('+Inf')
        expect(counts.at(-1)).toBe(sumOf(lines, `${name}_count`, { segment: segment ?? '' }))
      }
    }
    // The answers of the hour come within the max response time of 10 s, as its queriers ask.
    const within = sumOf(lines, 'rollcall_response_delay_seconds_bucket', { segment: 'hour/20', le: '10' })
    expect(within).toBe(sumOf(lines, 'rollcall_response_delay_seconds_count', { segment: 'hour/20' }))
  })

  it('has the findings that are open', () => {
    const open = [...tap.watch.book].filter(({ closedAt }) => closedAt === null)
    expect(sumOf(lines, 'rollcall_findings_open')).toBe(open.length)
    const [finding] = [...tap.watch.book]
    if (!finding) throw new Error('the hour has no findings')
    expect(sumOf(lines, 'rollcall_findings_open', { code: finding.code })).toBeDefined()
  })
})

describe('the text', () => {
  it('introduces each metric once, with the words of the catalogue', () => {
    for (const [name, { type }] of Object.entries(CATALOGUE)) {
      const types = text.split('\n').filter((line) => line.startsWith(`# TYPE ${name} `))
      if (types.length > 0) expect(types).toEqual([`# TYPE ${name} ${type}`])
    }
    const names = text.split('\n').flatMap((line) => (line.startsWith('# TYPE ') ? [line.split(' ')[2]] : []))
    expect(new Set(names).size).toBe(names.length)
    expect(names.length).toBeGreaterThan(40)
  })

  it('has no series twice', () => {
    const series = text.split('\n').flatMap((line) => (line === '' || line.startsWith('#') ? [] : [line.split(' ')[0]]))
    expect(new Set(series).size).toBe(series.length)
  })

  it('has no address of a host and no group', () => {
    const told = new Set(
      lines.filter(({ name }) => name !== 'rollcall_querier_info').flatMap((l) => Object.values(l.labels)),
    )
    for (const { group, host } of truth.host_memberships) {
      expect(told.has(group)).toBe(false)
      expect(told.has(host)).toBe(false)
    }
  })
})
