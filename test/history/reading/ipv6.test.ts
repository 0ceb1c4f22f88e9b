import { describe, expect, it } from 'vitest'
import { mac, type IPv6 } from '../../../shared/address.ts'
import { MINUTE, SECOND } from '../../../shared/time.ts'
import type { Segment } from '../../../server/decode/segment.ts'
import type { MemberEvent } from '../../../server/membership/event.ts'
import { MembershipTable } from '../../../server/membership/table.ts'
import { all, newFolder, openHistory, written } from '../histories.ts'
import { BASE, joined, minute, NOTHING, segment, stepOf } from '../steps.ts'

const v6 = (text: string): IPv6 => text as IPv6
const mld: Segment = { family: 'ipv6', name: segment.name, vlans: segment.vlans }
const group = v6('ff0e::db8:1')
const host = { ip: v6('fe80::5'), mac: mac(0x02_00_00_00_00_05) }

const joinedMld = (sources: readonly IPv6[] = []): MemberEvent => ({
  event: 'joined',
  at: BASE,
  segment: mld,
  group,
  host,
  version: 3,
  mode: sources.length > 0 ? 'INCLUDE' : 'EXCLUDE',
  sources,
  frame: 1,
  before: null,
})

describe('MLD in the history', () => {
  it('an interval has its IPv6 addresses, its sources, and the version as MLD counts it', async () => {
    const { history } = await openHistory(await newFolder())
    const sources = [v6('2001:db8::1'), v6('2001:db8::2'), v6('2001:db8::3'), v6('2001:db8::4')]
    const start = joinedMld(sources)
    const record = {
      since: BASE,
      lastReportAt: BASE + 8 * SECOND,
      reports: 2,
      versions: 6,
      state: 'confirmed' as const,
    }
    history.record('tap', stepOf(start), BASE)
    const end = BASE + 10 * SECOND
    const before = { ...record, mode: 'INCLUDE' as const, sources }
    history.record('tap', stepOf({ ...start, event: 'left', at: end, before }), end)
    await written(history)
    expect(await all(history.memberships({}))).toMatchObject([
      {
        segment: 'tap/10',
        family: 'ipv6',
        group: 'ff0e::db8:1',
        host: 'fe80::5',
        mac: '02:00:00:00:00:05',
        sources,
        versions: [1, 2],
        endReason: 'left',
        duration: 10_000,
      },
    ])
    const events = await all(history.events({ filter: 'group:ff0e::/16 host:fe80::/64 source:2001:db8::4' }))
    expect(events.map(({ event, version }) => [event, version])).toEqual([
      ['joined', 2],
      ['left', 2],
    ])
    expect(await history.count('events', { filter: 'group:239.0.0.0/8' })).toBe(0)
  })

  it('both families of one VLAN are kept apart, its minutes too', async () => {
    const { history } = await openHistory(await newFolder())
    const minutes = [minute(BASE, { joins: 3 }), { ...minute(BASE, { joins: 4 }), segment: mld }]
    history.record('tap', { ...stepOf(joined({ host: 5, at: BASE }), joinedMld()), minutes }, BASE)
    await written(history)
    const rows = await all(history.memberships({}))
    expect(rows.map(({ family, host: ip }) => [family, ip])).toEqual([
      ['ipv4', '10.0.0.5'],
      ['ipv6', 'fe80::5'],
    ])
    expect(await history.minutes(BASE, BASE + MINUTE)).toMatchObject([{ joins: 7 }])
  })

  it('a querier and its queries', async () => {
    const { history } = await openHistory(await newFolder())
    const query = {
      at: BASE,
      segment: mld,
      ip: host.ip,
      mac: host.mac,
      version: 2 as const,
      scope: 'group' as const,
      group,
      maxResponseMs: 10_000,
      robustness: null,
      queryIntervalMs: null,
      elected: true,
    }
    const elected = { event: 'querier-elected' as const, at: BASE, segment: mld, querier: host, version: 2 as const }
    history.record('tap', { ...stepOf(elected), queries: [query] }, BASE)
    await written(history)
    expect(await all(history.events({}))).toMatchObject([{ event: 'querier-elected', host: 'fe80::5', version: 1 }])
  })

  it('what lasts is told as the table of its family has it, and after a restart it is closed', async () => {
    const folder = await newFolder()
    const asked: string[] = []
    const table = new MembershipTable({ formula: 'rfc3376' })
    const tables = (source: string): MembershipTable => {
      asked.push(source)
      return table
    }
    const first = await openHistory(folder, { tables })
    first.history.record('tap', stepOf(joinedMld()), BASE)
    first.history.record('tap', NOTHING, BASE + MINUTE)
    await written(first.history)
    expect(await all(first.history.memberships({}))).toMatchObject([{ endReason: 'still-member', versions: [2] }])
    await first.history.stop()
    expect(asked).toEqual(['tap', 'tap'])
    const { history } = await openHistory(folder)
    expect(await all(history.memberships({}))).toMatchObject([
      { host: 'fe80::5', endReason: 'monitor-stopped', endedAt: BASE + MINUTE },
    ])
  })
})
