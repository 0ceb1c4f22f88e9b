import { describe, expect, it } from 'vitest'
import type { IPv6 } from '../../../shared/address.ts'
import { ipv4, mac } from '../../../shared/address.ts'
import type { GroupRow } from '../../../shared/membership.ts'
import type { SegmentRow } from '../../../shared/segment.ts'
import type { Moment } from '../../../shared/past.ts'
import { DAY, HOUR, MINUTE, SECOND, type EpochMs } from '../../../shared/time.ts'
import type { Segment } from '../../../server/decode/segment.ts'
import { ImportSession, type History } from '../../../server/history/store.ts'
import type { GroupEvent, TableEvent } from '../../../server/membership/event.ts'
import { newFolder, openHistory, written } from '../histories.ts'
import { BASE, ended, joined, minute, NOTHING, segment, stepOf } from '../steps.ts'

/* Moments of which little is known, and networks that are more than one segment: asked of the reading thread. */

const at = (seconds: number): EpochMs => BASE + seconds * SECOND

async function asked(history: History, of: '/groups' | '/queriers', moment: EpochMs) {
  const list = { filter: '', sort: of === '/groups' ? 'group' : 'state', offset: 0, limit: 100, after: null }
  const question = of === '/groups' ? { of, linkLocal: true, ...list } : { of, ...list }
  const { moment: told, answered } = await history.past({ of: 'view', at: moment, formula: 'rfc3376', asked: question })
  if (!('reply' in answered)) throw new Error(JSON.stringify(answered))
  return { moment: told, rows: 'rows' in answered.reply ? answered.reply.rows : [] }
}
const groupsAt = async (history: History, moment: EpochMs): Promise<{ moment: Moment; rows: readonly GroupRow[] }> => {
  const { moment: told, rows } = await asked(history, '/groups', moment)
  return { moment: told, rows: rows as readonly GroupRow[] }
}
const segmentsAt = async (history: History, moment: EpochMs): Promise<readonly SegmentRow[]> =>
  (await asked(history, '/queriers', moment)).rows as readonly SegmentRow[]

const group = (event: GroupEvent['event'], when: EpochMs, number = 1, where: Segment = segment): GroupEvent => ({
  event,
  at: when,
  segment: where,
  group: ipv4(0xef010100 + number),
  mode: 'EXCLUDE',
  sources: [],
  blocked: [],
  reason: event === 'group-started' ? null : 'leave',
})
const begun = (host: number, number = 1): TableEvent[] => [
  group('group-started', at(10), number),
  joined({ host, group: number, at: at(10) }),
]

describe('a moment', () => {
  it('before the beginning has nothing, and says when that is', async () => {
    const { history } = await openHistory(await newFolder())
    history.record('tap', stepOf(...begun(1)), at(10))
    await written(history)
    const { moment, rows } = await groupsAt(history, at(5))
    expect(rows).toEqual([])
    expect(moment).toEqual({ at: at(5), blind: [], beginsAt: at(10) })
  })

  it('of an empty history has no beginning', async () => {
    const { history } = await openHistory(await newFolder())
    expect(await groupsAt(history, at(5))).toEqual({ rows: [], moment: { at: at(5), blind: [], beginsAt: null } })
  })

  it('while a tap was blind tells which one and why; what went on is shown as stale', async () => {
    const { history } = await openHistory(await newFolder())
    history.record('tap', stepOf(...begun(1)), at(20))
    history.gap('tap', at(20), at(80), 'waiting')
    history.record('tap', NOTHING, at(100))
    await written(history)
    const { moment, rows } = await groupsAt(history, at(50))
    expect(moment.blind).toEqual([{ source: 'tap', from: at(20), to: at(80), why: 'waiting' }])
    expect(rows.map(({ confirmed, state }) => [confirmed, state])).toEqual([[1, 'stale']])
    const after = await groupsAt(history, at(90))
    expect(after.moment.blind).toEqual([])
    expect(after.rows.map(({ state }) => state)).not.toContain('stale')
    expect((await segmentsAt(history, at(90))).map(({ watchedSince }) => watchedSince)).toEqual([at(80)])
  })

  it('while the monitor was stopped has nobody, and says so', async () => {
    const folder = await newFolder()
    const first = await openHistory(folder)
    first.history.record('tap', stepOf(...begun(1)), at(20))
    await written(first.history)
    await first.history.stop()
    const { history } = await openHistory(folder)
    history.record('tap', stepOf(group('group-started', at(300)), joined({ host: 2, at: at(300) })), at(300))
    await written(history)
    const { moment, rows } = await groupsAt(history, at(200))
    expect(rows).toEqual([])
    expect(moment.blind).toMatchObject([{ source: 'tap', from: at(20), to: at(300), why: 'monitor-stopped' }])
    expect((await groupsAt(history, at(15))).rows.map(({ since }) => since)).toEqual([at(10)])
    expect((await groupsAt(history, at(301))).rows.map(({ since }) => since)).toEqual([at(300)])
  })

  it('shows a group that lived on without a known member, until it ended', async () => {
    const { history } = await openHistory(await newFolder())
    history.record('tap', stepOf(...begun(1)), at(10))
    history.record('tap', stepOf(ended('left', { host: 1, at: at(40), since: at(10), heard: at(30) })), at(40))
    history.record('tap', stepOf(group('group-ended', at(42))), at(60))
    await written(history)
    const sizes = async (seconds: number) =>
      (await groupsAt(history, at(seconds))).rows.map(({ confirmed, mode, since }) => [confirmed, mode, since])
    expect(await sizes(39)).toEqual([[1, 'EXCLUDE', at(10)]])
    expect(await sizes(41)).toEqual([[0, 'EXCLUDE', at(10)]])
    expect(await sizes(43)).toEqual([])
  })

  it('has link-local groups, apart', async () => {
    const { history } = await openHistory(await newFolder())
    const local = ipv4(0xe00000fb)
    const events = begun(1).map((event) => ('group' in event ? { ...event, group: local } : event))
    history.record('tap', stepOf(...events), at(20))
    await written(history)
    expect((await groupsAt(history, at(15))).rows.map(({ group: one, linkLocal }) => [one, linkLocal])).toEqual([
      ['224.0.0.251', true],
    ])
    const [row] = await segmentsAt(history, at(15))
    expect([row?.groups, row?.memberships]).toEqual([0, 0])
  })

  it('has IPv6 beside IPv4 of one VLAN, with its sources', async () => {
    const { history } = await openHistory(await newFolder())
    const mld: Segment = { ...segment, family: 'ipv6' }
    const address = 'ff0e::db8:1' as IPv6
    const sources = ['2001:db8::1', '2001:db8::2'] as unknown as IPv6[]
    history.record(
      'tap',
      stepOf(
        ...begun(1),
        { ...group('group-started', at(10)), segment: mld, group: address, mode: 'INCLUDE', sources },
        {
          ...{ event: 'joined', at: at(10), segment: mld, group: address, version: 3, mode: 'INCLUDE', sources },
          ...{ frame: 1, before: null, host: { ip: 'fe80::5' as IPv6, mac: mac(5) } },
        },
      ),
      at(20),
    )
    await written(history)
    const { rows } = await groupsAt(history, at(15))
    expect(
      rows.map(({ family, group: one, mode, sources: list, version }) => [family, one, mode, list, version]),
    ).toEqual([
      ['ipv4', '239.1.1.1', 'EXCLUDE', [], 3],
      ['ipv6', address, 'INCLUDE', sources, 2],
    ])
  })

  it('keeps two taps apart: one is blind, the other is not; several taps of one segment are one', async () => {
    const { history } = await openHistory(await newFolder())
    const other: Segment = { family: 'ipv4', name: 'other/10', vlans: [10] }
    const joint: Segment = { family: 'ipv4', name: 'iptv', vlans: [10] }
    const on = (where: Segment) => begun(1).map((event) => ({ ...event, segment: where }))
    history.record('tap', stepOf(...begun(1)), at(20))
    history.record('other', stepOf(...on(other)), at(20))
    history.record('iptv', stepOf(...on(joint)), at(20))
    history.gap('other', at(20), at(60), 'failed')
    for (const source of ['tap', 'other', 'iptv']) history.record(source, NOTHING, at(100))
    await written(history)
    const { moment, rows } = await groupsAt(history, at(30))
    expect(moment.blind.map(({ source }) => source)).toEqual(['other'])
    expect(rows.map(({ source, segment: name, state }) => [source, name, state === 'stale']).sort()).toEqual([
      ['iptv', 'iptv', false],
      ['other', 'other/10', true],
      ['tap', 'tap/10', false],
    ])
  })

  it('between an import and a live source that began later says that nobody watched', async () => {
    const { history, live } = await importedThenLive()
    const before = { source: 'tap', from: at(10), to: at(10) + 3 * DAY, why: 'before' }
    const end = { source: 'capture', from: at(60), to: null, why: 'ended' }
    expect((await groupsAt(history, at(5))).moment.blind).toEqual([])
    const during = await groupsAt(history, at(30))
    expect([during.moment.blind, during.rows.map(({ confirmed }) => confirmed)]).toEqual([[before], [1]])
    for (const between of [at(100), at(0) + 2 * DAY]) {
      const { moment, rows } = await groupsAt(history, between)
      expect([moment.blind, rows]).toEqual([[end, before], []])
    }
    expect((await groupsAt(history, live + 5 * SECOND)).moment.blind).toEqual([])
    const answer = await history.past({
      ...{ of: 'difference', from: at(100), to: live + 5 * SECOND, filter: '', offset: 0, limit: 10 },
    })
    expect([answer.from.blind, answer.to.blind]).toEqual([[end, before], []])
  })

  it('the marks between them have the gap, as far as they were asked for', async () => {
    const { history, live } = await importedThenLive()
    const gapsOf = async (from: EpochMs, to: EpochMs) =>
      (await history.past({ of: 'marks', from, to, filter: '' })).gaps
    const gap = { source: 'tap', why: 'before' }
    expect(await gapsOf(at(0), at(0) + 4 * DAY)).toEqual([{ ...gap, from: at(10), to: live }])
    expect(await gapsOf(at(0) + DAY, at(0) + 2 * DAY)).toEqual([{ ...gap, from: at(0) + DAY, to: at(0) + 2 * DAY }])
    expect(await gapsOf(at(60) + 3 * DAY, at(120) + 3 * DAY)).toEqual([])
  })

  it('before the first minute of a source is blind to it; a minute that is counted is earlier than its first group', async () => {
    const { history } = await openHistory(await newFolder())
    const other: Segment = { family: 'ipv4', name: 'other/10', vlans: [10] }
    history.record('other', stepOf(...begun(1).map((event) => ({ ...event, segment: other }))), at(20))
    const first = BASE + 2 * HOUR
    history.record('tap', { ...NOTHING, minutes: [minute(first), minute(first + MINUTE)] }, first + 2 * MINUTE)
    history.record('tap', stepOf(group('group-started', first + 3 * MINUTE)), first + 4 * MINUTE)
    history.record('other', NOTHING, first + 4 * MINUTE)
    await written(history)
    expect((await groupsAt(history, first - SECOND)).moment.blind).toEqual([
      { source: 'tap', from: at(10), to: first, why: 'before' },
    ])
    expect((await groupsAt(history, first + SECOND)).moment.blind).toEqual([])
  })
})

/** A capture of a minute, and three days later a source that lives. */
async function importedThenLive(): Promise<{ history: History; live: EpochMs }> {
  const { history } = await openHistory(await newFolder())
  const session = new ImportSession(history.imports.open(), () => null)
  const span = { importedAt: at(0) + 3 * DAY, from: at(10), to: at(60) }
  await session.begin({
    ...{
      name: 'capture',
      exact: true,
      files: ['capture.pcap'],
      frames: 4,
      digest: '00'.repeat(32),
      cut: null,
      ...span,
    },
  })
  const old: Segment = { family: 'ipv4', name: 'capture/10', vlans: [10] }
  const events = [...begun(1), ended('left', { host: 1, at: at(50), since: at(10) }), group('group-ended', at(50))]
  session.record('capture', stepOf(...events.map((event) => ({ ...event, segment: old }))), at(60))
  await session.end(4)
  session.close()
  const live = at(10) + 3 * DAY
  history.record('tap', stepOf(group('group-started', live), joined({ host: 2, at: live })), live + 10 * SECOND)
  await written(history)
  return { history, live }
}
