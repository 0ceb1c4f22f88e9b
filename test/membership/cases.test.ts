import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { formatAddress } from '../../shared/address.ts'
import { PROBLEMS, type FilterMode, type Problem } from '../../shared/igmp.ts'
import { Decoder } from '../../server/decode/index.ts'
import { messageLine } from '../../server/decode/line.ts'
import { finalLines } from '../../server/membership/final.ts'
import { eventLine } from '../../server/membership/line.ts'
import { Tap } from '../../server/tap.ts'
import { readFrames, readText } from './captured.ts'

/** Seconds after this the events of the cases are told. */
const BASE = Date.UTC(2025, 10, 26)

interface Expected {
  /** Every problem, counted. */
  problems?: Partial<Record<Problem, number>>
  /** Every event, in order. */
  events: readonly string[]
  /** The router-side table where the text leaves a choice: which one is ours, and why. */
  final?: readonly { group: string; mode: FilterMode; hosts: readonly string[] }[]
  querier: string | null
  duplicates?: number
  /** Frames without a message, by reason. */
  undecodable?: Record<string, number>
}

const CASES: Record<string, Expected> = {
  '01-bad-checksum-leave': {
    problems: { 'bad-checksum': 2 },
    events: ['0 querier-elected 10.0.10.1 v2', '1 group-started 239.1.1.1', '1 joined 239.1.1.1 10.0.10.11 #2'],
    querier: '10.0.10.1',
  },
  '03-v2-report-dst-mismatch': {
    problems: { 'wrong-destination': 2 },
    events: [
      '0 querier-elected 10.0.10.1 v2',
      '1 group-started 239.1.1.3',
      '1 joined 239.1.1.3 10.0.10.11 #2',
      '2 group-started 239.1.1.4',
      '2 joined 239.1.1.4 10.0.10.12 #3',
    ],
    querier: '10.0.10.1',
  },
  '05-querier-failover-to-higher-ip': {
    events: [
      '0 querier-elected 10.0.10.1 v3',
      '3 group-started 239.1.1.8',
      '3 joined 239.1.1.8 10.0.10.11 #2',
      '380 querier-lost 10.0.10.1 v3',
      '380.2 querier-elected 10.0.10.2 v3',
    ],
    querier: '10.0.10.2',
  },
  '07-rogue-querier-off-subnet': {
    // The pure election; that nobody is swapped silently is the event, and 10.0.10.1 stays a candidate.
    events: [
      '0 querier-elected 10.0.10.1 v3',
      '2 group-started 239.1.1.10',
      '2 joined 239.1.1.10 10.0.10.11 #2',
      '60 querier-elected 10.0.0.1 v2',
    ],
    querier: '10.0.0.1',
  },
  '09-ethernet-padding': {
    problems: { 'no-router-alert': 2 },
    events: [
      '0 querier-elected 10.0.10.1 v2',
      '3 group-started 239.1.1.12',
      '3 joined 239.1.1.12 10.0.10.11 #4',
      '4 group-started 239.1.1.13',
      '4 joined 239.1.1.13 10.0.10.12 #5',
    ],
    querier: '10.0.10.1',
  },
  '11-v3-maxresp-qqic-float': { events: ['0 querier-elected 10.0.10.1 v3'], querier: '10.0.10.1' },
  '13-v1-query-report-leave-ignored': {
    problems: { 'no-router-alert': 2 },
    events: [
      '0 querier-elected 10.0.10.1 v1',
      '2 group-started 239.1.1.15',
      '2 joined 239.1.1.15 10.0.10.11 #2',
      '3 joined 239.1.1.15 10.0.10.12 #3',
      '20 left 239.1.1.15 10.0.10.12 #4',
    ],
    querier: '10.0.10.1',
  },
  '15-IS_IN-empty-must-not-refresh': {
    events: [
      '0 querier-elected 10.0.10.1 v3',
      '1 group-started 239.1.1.17',
      '1 joined 239.1.1.17 10.0.10.11 #2',
      '126 left 239.1.1.17 10.0.10.11 #4', // the host itself says so
      '261 group-ended 239.1.1.17 timeout',
    ],
    querier: '10.0.10.1',
  },
  '17-truncated-group-record': {
    problems: { 'malformed-record': 5 },
    events: [
      '0 querier-elected 10.0.10.1 v3',
      '2 group-started 239.1.1.18', // the intact record before the one that is cut is applied
      '2 joined 239.1.1.18 10.0.10.12 #3',
    ],
    querier: '10.0.10.1',
  },
  '19-ssm-range-exclude-and-v2': {
    events: [
      '0 querier-elected 10.0.10.1 v3',
      '3 group-started 232.1.1.3 {192.0.2.10}',
      '3 joined 232.1.1.3 10.0.10.13 {192.0.2.10} #4',
    ],
    querier: '10.0.10.1',
  },
  '21-non-querier-sends-GSQ': {
    // Lowered by the query of 20.0 s, the group has 0.98 s left at the last frame.
    final: [{ group: '239.1.1.22', mode: 'EXCLUDE', hosts: [] }],
    events: [
      '0 querier-elected 10.0.10.1 v2',
      '1 group-started 239.1.1.22',
      '1 joined 239.1.1.22 10.0.10.11 #2',
      '20 left 239.1.1.22 10.0.10.11 #3',
    ],
    querier: '10.0.10.1',
  },
  '23-report-just-after-max-resp': {
    events: ['0 group-started 239.1.1.24', '0 joined 239.1.1.24 10.0.10.11 #1', '190.655 querier-elected 10.0.10.1 v2'],
    querier: '10.0.10.1',
  },
  '25-query-source-0.0.0.0': {
    events: [
      '2 group-started 239.1.1.26',
      '2 joined 239.1.1.26 10.0.10.11 #2',
      '100 querier-elected 10.0.10.1 v2', // nobody before that
    ],
    querier: '10.0.10.1',
  },
  '27-no-router-alert': {
    problems: { 'no-router-alert': 3 },
    events: [
      '0 querier-elected 10.0.10.1 v3',
      '1 group-started 239.1.1.28',
      '1 joined 239.1.1.28 10.0.10.11 #2',
      '2 group-started 239.1.1.29',
      '2 joined 239.1.1.29 10.0.10.12 #3',
    ],
    querier: '10.0.10.1',
  },
  '33-span-duplicates-vs-retransmit': {
    duplicates: 5,
    events: [
      '0 querier-elected 10.0.10.1 v3',
      '2 group-started 239.1.1.32',
      '2 joined 239.1.1.32 10.0.10.11 #3',
      '30 left 239.1.1.32 10.0.10.11 #8',
    ],
    querier: '10.0.10.1',
  },
  '35-snaplen-truncated': {
    problems: { truncated: 7 },
    undecodable: { truncated: 2 },
    events: ['7 group-started 239.1.1.38', '7 joined 239.1.1.38 10.0.10.11 #8'],
    querier: null,
  },
  '37-type22-with-v2-layout': {
    problems: { 'malformed-record': 1, 'wrong-destination': 1 },
    events: ['0 querier-elected 10.0.10.1 v3'],
    querier: '10.0.10.1',
  },
  '39-other-igmp-types': {
    problems: { 'unknown-type': 1 },
    events: ['0 querier-elected 10.0.10.1 v3'],
    querier: '10.0.10.1',
  },
  '29-mldv2-three-records': {
    events: [
      '0 querier-elected fe80::1 v2',
      '1 group-started ff0e::101',
      '1 group-started ff3e::8000:1 {2001:db8::a 2001:db8::b}',
      '1 group-started ff0e::102',
      '1 joined ff0e::101 fe80::11 #2',
      '1 joined ff3e::8000:1 fe80::11 {2001:db8::a 2001:db8::b} #2',
      '1 joined ff0e::102 fe80::11 #2',
      '2 changed ff3e::8000:1 fe80::11 {2001:db8::a} #3',
    ],
    querier: 'fe80::1',
  },
  '31-mldv2-max-response-code': {
    problems: { 'bad-length': 1 },
    events: ['0 querier-elected fe80::1 v2'],
    querier: 'fe80::1',
  },
  '41-ip-fragments': {
    // Not reassembled, so none of the forty groups.
    final: [],
    problems: { fragment: 1 },
    undecodable: { 'later-fragment': 2 },
    events: ['0 querier-elected 10.0.10.1 v3'],
    querier: '10.0.10.1',
  },
}

interface Written {
  segment: string
  group: string
  mode: FilterMode
  sources: string[]
  hosts: string[]
}

/** The JSON block of the text beside the capture. */
function written(name: string): Written[] {
  const block = /```json\n([\s\S]*?)```/.exec(readText(`cases/${name}.expect.md`))?.[1]
  if (!block) throw new Error(`${name}: no JSON block`)
  return (JSON.parse(block) as { final: Written[] }).final
}

function replay(name: string) {
  const tap = new Tap('', { formula: 'rfc3376', dedupe: 5 })
  const events = readFrames(`cases/${name}.pcap`).flatMap((frame) => [...tap.take(frame).events])
  return { tap, events: events.map(eventLine).map(told), final: [...finalLines(tap.table)] }
}

function told(line: ReturnType<typeof eventLine>): string {
  const at = Math.round(line.at - BASE) / 1_000
  if ('querier' in line) return `${at} ${line.event} ${line.querier.ip} v${line.version}`
  const sources = line.sources.length === 0 ? '' : ` {${line.sources.join(' ')}}`
  if ('host' in line) {
    return `${at} ${line.event} ${line.group} ${line.host.ip}${sources}${line.frame === null ? '' : ` #${line.frame}`}`
  }
  return `${at} ${line.event} ${line.group}${sources}${line.reason === undefined ? '' : ` ${line.reason}`}`
}

const decoded = (name: string) => {
  const decoder = new Decoder('')
  return readFrames(`cases/${name}.pcap`).map((frame) => {
    const message = decoder.decode(frame)
    return typeof message === 'string' ? message : messageLine(message)
  })
}

it('every capture of the cases is in the table', () => {
  const files = readdirSync(new URL('../fixtures/captures/cases', import.meta.url))
  const captures = files.filter((file) => file.endsWith('.pcap')).map((file) => file.replace('.pcap', ''))
  expect(captures.sort()).toEqual(Object.keys(CASES).sort())
})

describe.each(Object.entries(CASES))('case %s', (name, expected) => {
  const { tap, events, final } = replay(name)

  it('the events', () => expect(events).toEqual(expected.events))

  it('the final state', () => {
    const groups = final.flatMap((line) =>
      line.final === 'group'
        ? [
            {
              ...line,
              hosts: line.members.map(({ ip }) => ip),
              members: undefined,
              family: undefined,
              vlans: undefined,
              final: undefined,
            },
          ]
        : [],
    )
    const wanted = expected.final
      ? expected.final.map((row) => ({ ...row, segment: 'untagged', sources: [] }))
      : written(name).map(({ segment, group, mode, sources, hosts }) => ({
          segment,
          group,
          mode,
          // `2001:db8::b (until LLQT if queried)`: what nobody asks for stays.
          sources: sources.map((source) => source.split(' ')[0]),
          hosts,
        }))
    expect(groups).toEqual(wanted.map((row) => ({ ...row, blocked: [] })))
  })

  it('the querier', () => {
    const segments = final.filter((line) => line.final === 'segment')
    expect(segments.map(({ querier }) => querier?.ip ?? null)).toEqual([expected.querier])
  })

  it('the problems, counted', () => {
    expect(tap.counters.problems).toEqual(expected.problems ?? {})
    expect(tap.counters.undecodable).toEqual(expected.undecodable ?? {})
    expect(tap.counters.duplicates).toBe(expected.duplicates ?? 0)
    expect(PROBLEMS).toEqual(expect.arrayContaining(Object.keys(tap.counters.problems)))
  })
})

describe('what the texts say beyond the table', () => {
  it('01: the host whose message was damaged is shown as seen, without a membership', () => {
    const [segment] = replay('01-bad-checksum-leave').tap.table.segments.values()
    const hosts = [...segment!.hosts].map(({ ip, memberships }) => `${formatAddress(ip)} ${memberships}`)
    expect(hosts).toContain('10.0.10.11 1')
  })

  it('07: both queriers are shown', () => {
    const [segment] = replay('07-rogue-querier-off-subnet').tap.table.segments.values()
    expect([...segment!.election.candidates.keys()].map(formatAddress)).toEqual(['10.0.10.1'])
    expect(segment!.election.cadence.map(({ ip, elected }) => `${formatAddress(ip)} ${elected}`)).toEqual([
      '10.0.10.1 true',
      '10.0.0.1 true',
      '10.0.10.1 false',
    ])
  })

  it('09: padding decides nothing', () => {
    expect(decoded('09-ethernet-padding').map((line) => (typeof line === 'string' ? line : line.version))).toEqual([
      2, 1, 3, 2, 3,
    ])
  })

  it('11: Max Resp Code and QQIC', () => {
    const lines = decoded('11-v3-maxresp-qqic-float')
    const read = lines.map((line) => (typeof line === 'string' ? line : [line.maxResponseMs, line.queryIntervalMs]))
    expect(read).toEqual([
      [0, 0],
      [100, 1_000],
      [10_000, 100_000],
      [12_700, 127_000],
      [12_800, 128_000],
      [24_800, 248_000],
      [25_600, 256_000],
      [307_200, 3_072_000],
      [3_174_400, 31_744_000],
    ])
  })

  it('13: the group is in version 1 mode for 260 s', () => {
    const { tap } = replay('13-v1-query-report-leave-ignored')
    const [segment] = tap.table.segments.values()
    const [group] = segment!.groups.values()
    expect(group!.version(tap.table.clock)).toBe(1)
    expect((group!.v1Until - BASE) / 1_000).toBe(262)
  })

  it('21: the group ends by leave at 22.0 s (2 s after the first query, of 20.01 s); the querier stays', () => {
    const { tap } = replay('21-non-querier-sends-GSQ')
    const events = tap.table
      .advance(BASE + 60_000)
      .events.map(eventLine)
      .map(told)
    expect(events).toEqual(['22.01 group-ended 239.1.1.22 leave'])
  })

  it('25: the unnumbered querier is known by its MAC, and version 2 hosts are present', () => {
    const { tap, final } = replay('25-query-source-0.0.0.0')
    expect(final[0]).toMatchObject({ unnumbered: { mac: '02:00:00:00:0a:fe' } })
    const [segment] = tap.table.segments.values()
    const [group] = segment!.groups.values()
    expect(group!.version(tap.table.clock)).toBe(2)
  })

  it('33: without a query that asks, the group lives on without a member', () => {
    const { tap } = replay('33-span-duplicates-vs-retransmit')
    const events = tap.table
      .advance(BASE + 600_000)
      .events.map(eventLine)
      .map(told)
    // 260 s after the retransmission of 2.45 s.
    expect(events[1]).toMatch(/^262\.45\d* group-ended 239\.1\.1\.32 timeout$/)
  })

  it('35: what was cut has no checksum to be wrong, and 239.1.1.37 is nowhere', () => {
    const lines = decoded('35-snaplen-truncated')
    expect(JSON.stringify(lines)).not.toContain('bad-checksum')
    const cut = (line: (typeof lines)[number]): boolean =>
      typeof line === 'string' ? line === 'truncated' : line.problems.includes('truncated')
    const wrong = lines.slice(0, -1).filter((line) => !cut(line))
    expect(wrong).toEqual([])
  })

  it('39: each type has its name', () => {
    const names = decoded('39-other-igmp-types').map((line) =>
      typeof line === 'string' ? line : (line.name ?? line.kind),
    )
    expect(names).toEqual([
      'query',
      'DVMRP',
      'PIMv1',
      'mtrace query',
      'MRD advertisement',
      'MRD solicitation',
      'MRD termination',
      'RGMP hello',
      'RGMP join',
      'other',
      'Cisco trace',
    ])
  })

  it('41: later fragments have no type', () => {
    const lines = decoded('41-ip-fragments')
    expect(lines.map((line) => (typeof line === 'string' ? line : line.problems.join()))).toEqual([
      '',
      'fragment',
      'later-fragment',
      'later-fragment',
    ])
  })
})
