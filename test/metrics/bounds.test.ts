import { describe, expect, it } from 'vitest'
import { encodeFrame } from '../../server/capture/simulated/encode.ts'
import { METERED_SEGMENTS, MeterRoom } from '../../server/conduct/meters.ts'
import { labelText, MAX_LABEL } from '../../server/metrics/label-text.ts'
import { NeverFalls } from '../../server/metrics/never-falls.ts'
import { Scrape } from '../../server/metrics/scrape.ts'
import { MAX_SINGLES } from '../../server/metrics/singles.ts'
import type { SubjectTap } from '../../server/views/subject.ts'
import { frameOf, macOf } from '../generate/frame.ts'
import { ip } from '../generate/message.ts'
import { subjectOf, TestTap } from '../views/test-subject.ts'
import { frames } from '../membership/hour.ts'
import { linesOf, NO_SERVER, scraped, sumOf, textOf } from './lines.ts'

const START = 1_764_115_200_000

/** A report from each of so many VLANs. */
function flooded(tap: TestTap, vlans: number): TestTap {
  const src = ip('10.0.0.9')
  for (let vlan = 0; vlan < vlans; vlan += 1) {
    const message = { kind: 'report', version: 2, group: ip('239.9.9.9') } as const
    tap.take(frameOf(encodeFrame(message, { src, srcMac: macOf(src), vlans: [vlan] }), START + vlan))
  }
  return tap
}

/** Groups of one segment, each with one host. */
function grown(tap: TestTap, groups: number): TestTap {
  for (let n = 0; n < groups; n += 1) {
    const src = ip(`10.${1 + (n >> 16)}.${(n >> 8) & 255}.${n & 255}`)
    const message = {
      kind: 'report',
      version: 2,
      group: ip(`239.${1 + (n >> 16)}.${(n >> 8) & 255}.${n & 255}`),
    } as const
    tap.take(frameOf(encodeFrame(message, { src, srcMac: macOf(src), vlans: [7] }), START + n / 1_000))
  }
  return tap
}

describe('100,000 segments', () => {
  it('are a thousand with their names and one more for each source, and nothing is lost in the sum', async () => {
    const room = new MeterRoom()
    const first = flooded(new TestTap('first', room), 4_000)
    // Tables of the other sources, without the frames that would make them: 24 x 4,000 more.
    const bare = Array.from({ length: 24 }, (_, n) => {
      const tap = new TestTap(`tap${n}`, room)
      for (let vlan = 0; vlan < 4_000; vlan += 1) {
        const segment = { family: 'ipv4' as const, name: `tap${n}/${vlan}`, vlans: [vlan] }
        tap.table.segmentOf({ segment, at: START })
        tap.watch.meters.of(segment).asked(1_000, 0)
      }
      return tap
    })
    const lines = linesOf(await textOf(subjectOf(first, ...bare)))
    const named = new Set(lines.map(({ labels }) => labels['segment']).filter((name) => name !== undefined))
    expect(named.size).toBe(METERED_SEGMENTS + 1)
    expect(sumOf(lines, 'rollcall_segments')).toBe(100_000)
    expect(sumOf(lines, 'rollcall_segments_in_other')).toBe(100_000 - METERED_SEGMENTS)
    expect(sumOf(lines, 'rollcall_messages_total')).toBe(4_000)
    expect(sumOf(lines, 'rollcall_members')).toBe(4_000)
    expect(sumOf(lines, 'rollcall_members', { segment: '_other' })).toBe(4_000 - METERED_SEGMENTS)
    expect(sumOf(lines, 'rollcall_query_interval_seconds_count', { source: 'tap3' })).toBe(4_000)
  }, 120_000)

  it('are looked at in parts, none of which makes many lines', () => {
    const tap = flooded(new TestTap('first'), 1_000)
    let parts = 0
    const added: number[] = []
    const work = new Scrape(subjectOf(tap), NO_SERVER).sheet()
    for (let step = work.next(); ; step = work.next()) {
      parts += 1
      if (!step.done) continue
      for (const { samples } of step.value.families()) added.push(samples.length)
      break
    }
    const lines = added.reduce((sum, count) => sum + count, 0)
    expect(lines).toBeGreaterThan(10_000)
    expect(lines / parts).toBeLessThan(500)
  })
})

describe('single groups and hosts', () => {
  it('are off unless they are asked for', async () => {
    const tap = grown(new TestTap('eth1'), 10)
    const off = linesOf(await textOf(subjectOf(tap)))
    expect(off.filter(({ labels }) => labels['group'] !== undefined || labels['host'] !== undefined)).toEqual([])
    const on = linesOf(await textOf(subjectOf(tap), ['group', 'host']))
    expect(sumOf(on, 'rollcall_group_members', { group: '239.1.0.3', segment: 'eth1/7' })).toBe(1)
    expect(sumOf(on, 'rollcall_host_groups', { host: '10.1.0.3' })).toBe(1)
    expect(sumOf(on, 'rollcall_metrics_series_left_out')).toBe(0)
  })

  it('are at most ten thousand series, and those left out are counted', async () => {
    const tap = grown(new TestTap('eth1'), 6_000)
    const lines = linesOf(await textOf(subjectOf(tap), ['group', 'host']))
    const singles = lines.filter(({ labels }) => labels['group'] !== undefined || labels['host'] !== undefined)
    expect(singles.length).toBe(MAX_SINGLES)
    expect(sumOf(lines, 'rollcall_metrics_series_left_out', { label: 'group' })).toBe(2 * 6_000 - MAX_SINGLES)
    expect(sumOf(lines, 'rollcall_metrics_series_left_out', { label: 'host' })).toBe(6_000)
  })
})

describe('a counter', () => {
  it('goes on where what it counts begins anew', () => {
    const counters = new NeverFalls()
    expect([3, 5, 1, 1, 4, 0].map((raw) => counters.value('a', raw))).toEqual([3, 5, 6, 6, 9, 9])
    expect(counters.value('b', 2)).toBe(2)
  })

  it('does not fall when the counters of a source do', async () => {
    const tap = new TestTap('hour')
    tap.take(...frames)
    let share = 1
    const shown = {
      ...tapOf(tap),
      source: () => ({ ...tap.source(), frames: tap.source().frames * share, droppedByKernel: 100 * share }),
    }
    const scrape = new Scrape({ ...subjectOf(tap), taps: [shown] }, NO_SERVER)
    const told: (number | undefined)[] = []
    for (share of [1, 0.5, 0, 0.25]) {
      told.push(sumOf(linesOf(await scraped(scrape)), 'rollcall_dropped_frames_total'))
    }
    expect(told).toEqual([100, 150, 150, 175])
  })
})

function tapOf(tap: TestTap): SubjectTap {
  const { name, table, watch, trend, log, feed, past, packets } = tap
  return { name, table, watch, trend, log, feed, past, packets, source: () => tap.source() }
}

describe('the value of a label', () => {
  it.each([
    ['a name', 'Halle 3 "Süd"', 'Halle 3 "Süd"'],
    ['an escape of a terminal', 'a\u001b[31mb', /^a\ufffd\[31mb~[0-9a-f]{8}$/],
    ['a line break', 'a\nb', /^a\ufffdb~[0-9a-f]{8}$/],
    ['text that runs the other way', 'a\u202eb', /^a\ufffdb~[0-9a-f]{8}$/],
    ['half a character', 'a\ud800', /^a\ufffd~[0-9a-f]{8}$/],
  ])('%s', (_, text, shown) => {
    if (typeof shown === 'string') expect(labelText(text)).toBe(shown)
    else expect(labelText(text)).toMatch(shown)
  })

  it('is bounded, and two that are cut stay two', () => {
    const long = 'x'.repeat(10_000_000)
    expect(labelText(long).length).toBeLessThan(MAX_LABEL + 10)
    expect(labelText(`${long}a`)).not.toBe(labelText(`${long}b`))
  })

  it('comes back as it was, whatever signs it has', async () => {
    const name = 'C:\\new "hall", {a="b"} \\" ü'
    const tap = new TestTap(name)
    tap.take(frames[0]!)
    const lines = linesOf(await textOf(subjectOf(tap)))
    expect(sumOf(lines, 'rollcall_frames_total', { source: name })).toBe(1)
  })
})

it('a capture that was started again is told', async () => {
  const facts = { ...NO_SERVER, captureStarts: () => [['eth1', 3]] as const }
  const lines = linesOf(await scraped(new Scrape(subjectOf(new TestTap('eth1')), facts)))
  expect(sumOf(lines, 'rollcall_capture_starts_total', { source: 'eth1' })).toBe(3)
})

it('connections that found no place and messages of channels are told, and a channel that is set up again does not fall', async () => {
  let sent = 5
  const scrape = new Scrape(subjectOf(new TestTap('eth1')), {
    ...NO_SERVER,
    connections: () => ({ refused: 7, cut: 2 }),
    deliveries: () => [{ id: 'night', sent, lost: 1, waiting: 3 }],
  })
  const lines = linesOf(await scraped(scrape))
  expect(sumOf(lines, 'rollcall_http_refused_connections_total')).toBe(7)
  expect(sumOf(lines, 'rollcall_http_cut_connections_total')).toBe(2)
  expect(sumOf(lines, 'rollcall_deliveries_total', { channel: 'night', outcome: 'lost' })).toBe(1)
  expect(sumOf(lines, 'rollcall_deliveries_waiting', { channel: 'night' })).toBe(3)
  sent = 1
  expect(sumOf(linesOf(await scraped(scrape)), 'rollcall_deliveries_total', { outcome: 'sent' })).toBe(6)
})

it('OpenMetrics ends with its mark and calls counters by their names', async () => {
  const tap = new TestTap('hour')
  tap.take(...frames)
  const scrape = new Scrape(subjectOf(tap), NO_SERVER)
  const text = await scraped(scrape, 'openmetrics')
  expect(text.endsWith('\n# EOF\n')).toBe(true)
  expect(text).toContain('# TYPE rollcall_frames counter\nrollcall_frames_total{source="hour"} ')
  // Nothing of one format is left in the other.
  const after = await scraped(scrape, 'text')
  expect(after).toContain('# TYPE process_cpu_seconds_total counter\nprocess_cpu_seconds_total ')
  expect(after).toContain('# TYPE rollcall_frames_total counter\n')
})
