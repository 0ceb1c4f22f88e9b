import { beforeAll, describe, expect, it } from 'vitest'
import { viewOf } from '../../server/views/index.ts'
import { eventsPage } from '../../server/views/events.ts'
import { ListCache } from '../../server/views/list-cache.ts'
import { pulseOf } from '../../server/views/pulse.ts'
import { queriersPage, sourcesPage } from '../../server/views/small-lists.ts'
import { done } from '../../server/views/work.ts'
import type { Subject } from '../../server/views/subject.ts'
import { GROUP_SORTS, HOST_SORTS } from '../../shared/sorts.ts'
import type { ListRequest, ViewName, ViewRequest, ViewState } from '../../shared/live.ts'
import type { GroupRow, HostRow } from '../../shared/membership.ts'
import { encodeFrame } from '../../server/capture/simulated/encode.ts'
import { formatAddress, mac } from '../../shared/address.ts'
import { frameOf } from '../generate/frame.ts'
import { ip } from '../generate/message.ts'
import { says, START } from '../membership/wire.ts'
import { readFrames } from '../membership/captured.ts'
import { subjectOf, TestTap } from './test-subject.ts'

/* Every view of the hour, against what the table itself says. */

let tap: TestTap
let subject: Subject

beforeAll(() => {
  tap = new TestTap('hour')
  tap.take(...readFrames('hour.pcap'))
  subject = subjectOf(tap)
})

const LIST: ListRequest = { filter: '', sort: 'group', offset: 0, limit: 500 }
function view<V extends ViewName>(request: Extract<ViewRequest, { view: V }>): ViewState<V> {
  return viewOf(subject, request) as ViewState<V>
}
const groups = (request: Partial<ListRequest> = {}) => view<'groups'>({ view: 'groups', ...LIST, ...request })
const hosts = (request: Partial<ListRequest> = {}) =>
  view<'hosts'>({ view: 'hosts', ...LIST, sort: 'host', ...request })
const segments = () => [...tap.table.segments.values()]
/** Of what is live nothing is null. */
const known = (value: number | null): number => {
  if (value === null) throw new Error('a live row knows this')
  return value
}

describe('queriers', () => {
  it('are as many as were asked for, the worst of all; the states count the others too', () => {
    const whole = view<'queriers'>({ view: 'queriers' })
    const first = view<'queriers'>({ view: 'queriers', limit: 1 })
    expect(whole.rows.length).toBeGreaterThan(1)
    expect(first.rows.map(({ key }) => key)).toEqual([whole.rows[0]!.key])
    expect(first.head).toEqual(whole.head)
    expect(Object.values(first.head.states).reduce((sum, n) => sum + n, 0)).toBe(whole.rows.length)
  })

  it('are told briefly where nobody looks at their past', () => {
    const whole = view<'queriers'>({ view: 'queriers' }).rows
    const brief = view<'queriers'>({ view: 'queriers', brief: true }).rows
    expect(whole.some(({ cadence, reigns }) => cadence.length > 0 && reigns.length > 0)).toBe(true)
    expect(brief).toEqual(whole.map((row) => ({ ...row, cadence: [], reigns: [] })))
  })
})

describe('groups', () => {
  it('leave 224.0.0.0/24 out and count it, or show it when asked', () => {
    const without = groups()
    const all = groups({ linkLocal: true })
    expect(without.head).toEqual({
      matching: without.rows.length,
      total: segments().reduce((sum, s) => sum + s.routableGroups, 0),
      hidden: segments().reduce((sum, s) => sum + s.linkLocalGroups, 0),
      filterError: null,
    })
    expect(without.rows.length).toBeGreaterThan(3)
    expect(without.rows.every(({ linkLocal }) => !linkLocal)).toBe(true)
    expect(all.head.total).toBe(without.head.total + without.head.hidden)
    expect(all.head.hidden).toBe(0)
  })

  it('show what the table holds', () => {
    for (const row of groups({ linkLocal: true }).rows) {
      const segment = segments().find((s) => s.segment.name === row.segment)!
      const members = view<'group'>({ view: 'group', segment: row.segment, group: row.group })
      expect(members.head.group).toEqual(row)
      expect(members.rows).toHaveLength(row.confirmed + row.presumed)
      expect(members.rows.filter(({ state }) => state === 'presumed')).toHaveLength(row.presumed)
      expect(row.vlans).toEqual(segment.segment.vlans)
      expect(row.expiresAt).toBeGreaterThan(tap.table.clock)
    }
  })

  const NUMBERS: Partial<Record<(typeof GROUP_SORTS)[number], (row: GroupRow) => number>> = {
    hosts: (row) => row.confirmed + row.presumed,
    confirmed: (row) => row.confirmed,
    presumed: (row) => row.presumed,
    version: (row) => row.version,
    since: (row) => row.since,
    lastReportAt: ({ lastReportAt }) => known(lastReportAt),
    expiresAt: ({ expiresAt }) => known(expiresAt),
    sources: (row) => row.sources.length + row.blocked.length,
  }
  it.each(GROUP_SORTS)('sorted by %s, both ways', (column) => {
    const up = groups({ sort: column })
    const down = groups({ sort: `-${column}` })
    expect(up.rows.map(({ key }) => key).sort()).toEqual(down.rows.map(({ key }) => key).sort())
    const number = NUMBERS[column]
    if (!number) return
    const ordered = up.rows.map(number)
    expect(ordered).toEqual([...ordered].sort((a, b) => a - b))
    expect(down.rows.map(number)).toEqual([...ordered].reverse())
  })

  it('pages are pieces of the whole', () => {
    const whole = groups({ sort: '-hosts' }).rows
    const cache = ListCache.ofOneMoment()
    const pages = [4, 0, 2].map((offset) =>
      viewOf(subject, { view: 'groups', ...LIST, sort: '-hosts', offset, limit: 2 }, cache),
    )
    expect(pages.map(({ rows }) => rows)).toEqual([whole.slice(4, 6), whole.slice(0, 2), whole.slice(2, 4)])
  })

  it.each([
    ['vlan:20', (row: GroupRow) => row.vlans.includes(20)],
    ['hosts:>1', (row: GroupRow) => row.confirmed + row.presumed > 1],
    ['state:presumed', (row: GroupRow) => row.presumed > 0],
    ['version:2', (row: GroupRow) => row.version === 2],
    ['age:>10m', (row: GroupRow) => tap.table.clock - row.since > 600_000],
    ['source:hour', () => true],
    ['segment:hour/10', (row: GroupRow) => row.segment === 'hour/10'],
    ['group:232.0.0.0/8', (row: GroupRow) => row.group.startsWith('232.')],
    ['-239.', (row: GroupRow) => !row.group.includes('239.')],
  ])('filtered by %s', (filter, expected) => {
    const all = groups().rows
    const shown = groups({ filter })
    expect(shown.rows).toEqual(all.filter(expected))
    expect(shown.rows.length).toBeGreaterThan(0)
    expect([shown.head.matching, shown.head.total]).toEqual([shown.rows.length, all.length])
  })

  it('of a host are those that it is in', () => {
    const [host] = hosts({ sort: '-groups' }).rows
    const { ip } = host!.host
    const its = view<'host'>({ view: 'host', segment: host!.segment, ip, mac: host!.host.mac }).rows
    const shown = groups({ filter: `host:${ip} segment:${host!.segment}` }).rows
    expect(shown.map(({ group }) => group).sort()).toEqual(
      its
        .map(({ group }) => group)
        .filter((group) => !group.startsWith('224.0.0.'))
        .sort(),
    )
  })

  it('a filter that cannot be read shows nothing and says where', () => {
    const { head, rows } = groups({ filter: 'vlan:20 group:x' })
    expect(rows).toEqual([])
    expect(head.filterError?.column).toBe(15)
    expect(head.total).toBe(groups().head.total)
  })
})

describe('hosts', () => {
  it('are all hosts, with their groups', () => {
    const { head, rows } = hosts()
    expect(rows).toHaveLength(tap.table.hosts)
    expect(head.total).toBe(tap.table.hosts)
    const memberships = rows.reduce((sum, row) => sum + row.confirmed + row.presumed + row.linkLocal, 0)
    expect(memberships).toBe(tap.table.memberships)
    for (const row of rows) {
      const one = view<'host'>({ view: 'host', segment: row.segment, ip: row.host.ip, mac: row.host.mac })
      expect(one.head.host).toEqual(row)
      expect(one.rows).toHaveLength(row.confirmed + row.presumed + row.linkLocal)
    }
  })

  it('are found by the address alone, as a person types it', () => {
    const [row] = hosts({ sort: '-groups' }).rows
    const { segment, host } = row!
    expect(view<'host'>({ view: 'host', segment, ip: host.ip, mac: null }).head.host).toEqual(row)
  })

  const NUMBERS: Partial<Record<(typeof HOST_SORTS)[number], (row: HostRow) => number>> = {
    groups: (row) => row.confirmed + row.presumed,
    confirmed: (row) => row.confirmed,
    presumed: (row) => row.presumed,
    linkLocal: (row) => row.linkLocal,
    version: (row) => row.version,
    firstSeenAt: (row) => row.firstSeenAt,
    lastReportAt: ({ lastReportAt }) => known(lastReportAt),
    reports: ({ reports }) => known(reports),
  }
  it.each(HOST_SORTS)('sorted by %s, both ways', (column) => {
    const up = hosts({ sort: column }).rows
    const down = hosts({ sort: `-${column}` }).rows
    expect(up.map(({ key }) => key).sort()).toEqual(down.map(({ key }) => key).sort())
    const number = NUMBERS[column]
    if (!number) return
    const ordered = up.map(number)
    expect(ordered).toEqual([...ordered].sort((a, b) => a - b))
    expect(down.map(number)).toEqual([...ordered].reverse())
  })

  it.each([
    ['vendor:example', (row: HostRow) => row.vendor === 'Example'],
    ['-vendor:example', (row: HostRow) => row.vendor !== 'Example'],
    ['groups:>2', (row: HostRow) => row.confirmed + row.presumed > 2],
    ['host:10.0.10.0/24', (row: HostRow) => row.host.ip.startsWith('10.0.10.')],
    ['mac:02*', (row: HostRow) => row.host.mac?.startsWith('02') === true],
  ])('filtered by %s', (filter, fits) => {
    expect(hosts({ filter }).rows).toEqual(hosts().rows.filter(fits))
  })

  it('say that they have no type', () => {
    expect(hosts({ filter: 'type:left' }).head.filterError?.message).toContain('type')
  })
})

describe('what is written down', () => {
  it('of a group: how leaves went, and which members end first', () => {
    const { key, segment, group } = groups({ filter: '239.1.1.15' }).rows[0]!
    const { head, rows } = view<'group'>({ view: 'group', segment, group })
    expect(head.group?.key).toBe(key)
    expect(head.conduct?.leaves.count).toBeGreaterThanOrEqual(0)
    const ends = rows.map(({ expiresAt }) => known(expiresAt)).sort((a, b) => a - b)
    expect(head.expiresNext.map(({ at }) => at)).toEqual(ends.slice(0, 5))
  })
  it('of a host: how it answers, and which memberships end first', () => {
    const { segment, host } = hosts({ filter: 'host:10.0.10.22' }).rows[0]!
    const { head, rows } = view<'host'>({ view: 'host', segment, ...host })
    expect(head.conduct).toMatchObject({ pattern: 'random', missed: 1, left: 0 })
    expect(head.conduct?.answers.p95Ms).toBeLessThanOrEqual(10_000)
    const ends = rows.map(({ expiresAt }) => known(expiresAt)).sort((a, b) => a - b)
    expect(head.expiresNext.map(({ at }) => at)).toEqual(ends.slice(0, 5))
  })
})

describe('what is not there', () => {
  it('is empty, with its past where there is one', () => {
    expect(view<'group'>({ view: 'group', segment: 'none', group: '239.1.1.1' })).toEqual({
      head: { group: null, conduct: null, expiresNext: [], past: [], sharers: [], churn: null },
      rows: [],
    })
    expect(view<'host'>({ view: 'host', segment: 'hour/10', ip: '10.9.9.9', mac: null }).head).toEqual({
      host: null,
      conduct: null,
      faults: null,
      expiresNext: [],
      past: [],
    })
    expect(view<'group'>({ view: 'group', segment: 'hour/10', group: 'oops' }).head.group).toBeNull()
    const ended = [...tap.log.newest()].find(({ event }) => event === 'group-ended')
    expect(ended).toBeDefined()
  })
})

describe('the overview', () => {
  it('adds up', () => {
    const { head, rows } = view<'overview'>({ view: 'overview' })
    expect(head.totals.groups).toBe(groups().head.total)
    expect(head.totals.linkLocalGroups).toBe(groups().head.hidden)
    expect(head.totals.segments).toBe(segments().length)
    expect(head.totals.queriers).toBe(2)
    const all = groups({ sort: '-hosts' }).rows
    expect(head.totals.confirmed).toBe(all.reduce((sum, { confirmed }) => sum + confirmed, 0))
    expect(head.totals.presumed).toBe(all.reduce((sum, { presumed }) => sum + presumed, 0))
    expect(head.totals.withoutMember).toBe(all.filter((row) => row.confirmed + row.presumed === 0).length)
    const most = all.slice(0, 8).filter((row) => row.confirmed + row.presumed > 0)
    expect(head.top.map((t) => t.confirmed + t.presumed)).toEqual(most.map((t) => t.confirmed + t.presumed))
    expect(rows.map(({ segment }) => segment)).toEqual(['hour/10', 'hour/20'])
    expect(rows.every(({ cadence }) => cadence.length <= 12)).toBe(true)
  })

  it('has a trend of six hours of which one is known', () => {
    const { trend } = view<'overview'>({ view: 'overview' }).head
    expect(trend).toHaveLength(360)
    const known = trend.filter(({ groups: n }) => n !== null)
    expect(known.length).toBeGreaterThanOrEqual(58)
    expect(known.length).toBeLessThanOrEqual(61)
    expect(trend.at(-1)?.groups).not.toBeNull()
  })

  it('tells what changed in the last five minutes', () => {
    const frames = readFrames('hour.pcap')
    const begun = frames[0]?.at ?? 0
    const half = new TestTap('half')
    half.take(...frames.filter(({ at }) => at < begun + 1_800_000))
    const { recent } = (viewOf(subjectOf(half), { view: 'overview' }) as ViewState<'overview'>).head
    const since = half.table.clock - 300_000
    const events = [...half.log.newest()].filter((event) => event.at >= since && 'group' in event)
    const countOf = (group: string, kind: string): number =>
      events.filter((event) => 'group' in event && formatAddress(event.group) === group && event.event === kind).length
    expect(recent.length).toBeGreaterThan(0)
    for (const change of recent) {
      const { group, joined, left, expired, started, ended } = change
      // A group of this hour is on one segment at a time.
      expect([joined, left, expired]).toEqual(['joined', 'left', 'expired'].map((kind) => countOf(group, kind)))
      expect([started, ended]).toEqual(['group-started', 'group-ended'].map((kind) => countOf(group, kind) > 0))
      expect(group.startsWith('224.0.0.')).toBe(false)
    }
    const sizes = recent.map(({ joined, left, expired }) => joined + left + expired)
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a))
  })
})

describe('queriers', () => {
  it('show election, cadence and the next expiry', () => {
    const [ten, twenty] = view<'queriers'>({ view: 'queriers' }).rows
    expect(ten?.querier?.version).toBe(3)
    expect(ten?.reigns.length).toBeGreaterThan(1)
    expect(ten?.stats.medianMs).toBe(125_000)
    expect(ten?.stats.maxMs).toBeGreaterThanOrEqual(ten?.stats.p95Ms ?? Infinity)
    expect(ten?.nextQueryAt).toBe((ten?.lastQueryAt ?? 0) + (ten?.timing.queryIntervalShownMs ?? 0))
    expect(twenty?.timing.queryIntervalOrigin).toBe('measured')
    for (const row of [ten!, twenty!]) {
      const all = groups({ filter: `segment:${row.segment}`, sort: 'expiresAt' }).rows
      expect(row.nextExpiry?.at).toBe(all[0]?.expiresAt)
      expect(row.groups).toBe(all.length)
    }
  })

  it('as a page: filtered, sorted, cut', () => {
    const cut = { filter: '', offset: 0, limit: 10 }
    const names = (filter: string, column: 'state' | 'segment' | 'groups', descending = false) =>
      done(queriersPage(subject, { ...cut, filter }, { column, descending })).page.rows.map(({ segment }) => segment)
    expect(names('', 'segment', true)).toEqual(['hour/20', 'hour/10'])
    expect(names('vlan:20', 'state')).toEqual(['hour/20'])
    expect(names('host:10.0.20.0/24', 'state')).toEqual(['hour/20'])
    const { page } = done(
      queriersPage(subject, { ...cut, offset: 1, limit: 1 }, { column: 'segment', descending: false }),
    )
    expect([page.total, page.matching, page.rows.map((row) => row.segment)]).toEqual([2, 2, ['hour/20']])
  })
})

describe('subscriptions', () => {
  const matrix = (filter: string, size = 200) =>
    view<'subscriptions'>({ view: 'subscriptions', filter, hosts: size, groups: size })

  it('is a block a segment, each cell a membership', () => {
    const { head, rows } = matrix('')
    expect(rows.map(({ segment }) => segment).sort()).toEqual(['hour/10', 'hour/20'])
    for (const block of rows) {
      const cells = Array.from({ length: block.cells.length / 3 }, (_, i) => block.cells.slice(3 * i, 3 * i + 3))
      const segment = segments().find((s) => s.segment.name === block.segment)!
      expect(cells.filter((cell) => cell[2] === 1)).toHaveLength(segment.confirmed)
      expect(cells.filter((cell) => cell[2] === 0)).toHaveLength(segment.presumed)
      expect(block.matchingHosts).toBe(segment.hostsWithGroups)
      for (const [i, host] of block.hosts.entries()) {
        expect(cells.filter((cell) => cell[0] === i)).toHaveLength(host.confirmed + host.presumed)
      }
      for (const [i, group] of block.groups.entries()) {
        expect(cells.filter((cell) => cell[1] === i)).toHaveLength(group.confirmed + group.presumed)
      }
    }
    const top = hosts({ sort: '-groups' }).rows[0]!
    expect((head.topHosts[0]?.confirmed ?? 0) + (head.topHosts[0]?.presumed ?? 0)).toBe(top.confirmed + top.presumed)
  })

  it('is bounded, and says how many there are', () => {
    const [block] = matrix('', 2).rows
    expect([block?.hosts.length, block?.groups.length]).toEqual([2, 2])
    expect(block?.matchingHosts).toBeGreaterThan(2)
    const totals = block!.hosts.map((host) => host.confirmed + host.presumed)
    expect(totals).toEqual([...totals].sort((a, b) => b - a))
  })

  it('shows only the memberships that match', () => {
    const { rows } = matrix('vlan:20 state:presumed')
    expect(rows.map(({ segment }) => segment)).toEqual(
      segments().some((s) => s.segment.vlans[0] === 20 && s.presumed > 0) ? ['hour/20'] : [],
    )
    expect(matrix('oops:1').head.filterError?.column).toBe(1)
  })
})

describe('sources, events, pulse', () => {
  it('sources', () => {
    expect(view<'sources'>({ view: 'sources' }).rows.map(({ name, frames }) => [name, frames])).toEqual([
      ['hour', 3_932],
    ])
    const cut = { filter: 'state:running', offset: 0, limit: 10 }
    expect(sourcesPage(subject, cut, { column: 'given', descending: false }).page.matching).toBe(1)
    expect(
      sourcesPage(subject, { ...cut, filter: 'state:failed' }, { column: 'name', descending: true }).page.rows,
    ).toEqual([])
  })

  it('events, the newest first', () => {
    const { page } = eventsPage(subject, { filter: 'type:left|expired vlan:10', offset: 1, limit: 5 })
    const all = [...tap.log.newest()].filter(
      (e) => (e.event === 'left' || e.event === 'expired') && e.segment.vlans[0] === 10,
    )
    expect(page.total).toBe(tap.log.size)
    expect(page.matching).toBe(all.length)
    expect(page.rows.map(({ at }) => at)).toEqual(all.slice(1, 6).map(({ at }) => at))
    expect(eventsPage(subject, { filter: 'hosts:>1', offset: 0, limit: 5 }).page.filterError?.column).toBe(1)
  })

  it('pulse', () => {
    const pulse = pulseOf(subject, 1_000)
    expect(pulse.now).toBe(1_000)
    expect(pulse.sources[0]?.lastFrameAt).not.toBeNull()
    expect(pulse.segments.map(({ segment }) => segment)).toEqual(['hour/10', 'hour/20'])
  })
})

describe('order of segments', () => {
  it('worst first, then by name in natural order', () => {
    const taps = ['t10', 't9', 't2', 't1'].map((name) => {
      const made = new TestTap(name)
      made.take(
        frameOf(encodeFrame(says('TO_EX', '239.1.1.1'), { src: ip('10.0.0.9'), srcMac: mac(9), vlans: [] }), START),
      )
      return made
    })
    taps[1]!.state = 'failed'
    const { rows } = viewOf(subjectOf(...taps), { view: 'queriers' }) as ViewState<'queriers'>
    expect(rows.map(({ source, state }) => `${source} ${state}`)).toEqual([
      't9 stale',
      't1 warming',
      't2 warming',
      't10 warming',
    ])
  })
})
