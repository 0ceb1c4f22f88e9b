import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { FINDINGS_COLUMNS } from '../../../shared/export.ts'
import { MINUTE, SECOND } from '../../../shared/time.ts'
import { Outbox } from '../../../server/history/writing/outbox.ts'
import type { PastFinding } from '../../../server/history/store.ts'
import { aHost, happened, observed, opened } from './found.ts'
import { all, newFolder, openHistory, textOf, written, type Opened } from '../histories.ts'
import { BASE, NOTHING, segment } from '../steps.ts'

const PAGE = { offset: 0, limit: 100 }
const at = (s: number): number => BASE + s * SECOND
const story = ({ code, severity, openedAt, lastAt, closedAt, count }: PastFinding): unknown[] => [
  code,
  severity,
  openedAt - BASE,
  lastAt - BASE,
  closedAt === null ? null : closedAt - BASE,
  count,
]
const findingsOf = async ({ history }: Opened): Promise<readonly PastFinding[]> => (await history.findings(PAGE)).rows

describe('findings in the history', () => {
  it('one opens, gets worse and closes: a row, and three events', async () => {
    const open = await openHistory(await newFolder())
    const { history } = open
    const finding = opened('deaf-host', at(10), observed('warning', { subject: aHost(5) }))
    history.record('tap', happened('finding-opened', at(10), finding), at(10))
    finding.update(observed('critical', { subject: aHost(5), count: 4, values: { missed: 2 } }), at(20))
    history.record('tap', happened('finding-changed', at(20), finding), at(20))
    history.record('tap', happened('finding-closed', at(30), finding), at(30))
    await written(history)
    const rows = await findingsOf(open)
    expect(rows.map(story)).toEqual([['deaf-host', 'critical', 10_000, 20_000, 30_000, 4]])
    expect(rows[0]).toMatchObject({
      source: 'tap',
      segment: 'tap/10',
      family: 'ipv4',
      vlan: '10',
      ofTap: false,
      group: '239.1.1.1',
      host: '10.0.0.5',
      mac: '02:00:00:00:00:05',
      sentence: 'of-a-test',
      values: { missed: 2 },
      evidence: [{ at: 5, frame: 7 }],
      stopped: false,
    })
    const events = await all(history.events({ filter: 'segment:tap/10' }))
    expect(events.map(({ event, host, reason, version }) => [event, host, reason, version])).toEqual([
      ['finding-opened', '10.0.0.5', 'deaf-host warning', null],
      ['finding-changed', '10.0.0.5', 'deaf-host critical', null],
      ['finding-closed', '10.0.0.5', 'deaf-host critical', null],
    ])
  })

  it('what opens and closes in one step is told in order', async () => {
    const open = await openHistory(await newFolder())
    const finding = opened('loop', at(1))
    finding.closedAt = at(4)
    const both = (['finding-opened', 'finding-closed'] as const).map((event) => ({
      event,
      at: event === 'finding-opened' ? at(1) : at(4),
      finding,
      severity: finding.severity,
      said: finding.said(),
    }))
    open.history.record('tap', { ...NOTHING, findings: both }, at(4))
    await written(open.history)
    expect((await findingsOf(open)).map(story)).toEqual([['loop', 'warning', 1_000, 1_000, 4_000, 1]])
    expect(await open.history.count('events', {})).toBe(2)
  })

  it('one about the tap itself has the name of the tap', async () => {
    const open = await openHistory(await newFolder())
    open.history.record('tap', happened('finding-opened', at(1), opened('tap-limits', at(1), undefined, null)), at(1))
    await written(open.history)
    expect(await findingsOf(open)).toMatchObject([{ ofTap: true, segment: 'tap', family: null, closedAt: null }])
    expect(await all(open.history.events({}))).toMatchObject([{ segment: 'tap', reason: 'tap-limits warning' }])
  })

  it('what is open at the end is closed at the last moment of its source, up to date, and not told twice', async () => {
    const folder = await newFolder()
    const first = await openHistory(folder)
    const finding = opened('no-querier', at(10))
    first.history.record('tap', happened('finding-opened', at(10), finding), at(10))
    finding.update(observed('warning', { count: 9 }), at(40))
    first.history.record('tap', NOTHING, at(50))
    await first.history.stop()
    for (let run = 0; run < 2; run += 1) {
      const next = await openHistory(folder)
      const rows = await findingsOf(next)
      expect(rows.map(story)).toEqual([['no-querier', 'warning', 10_000, 40_000, 50_000, 9]])
      expect(rows[0]?.stopped).toBe(true)
      await next.history.stop()
    }
  })

  it('is found by range, code, severity and segment, the newest first, page by page', async () => {
    const { history } = await openHistory(await newFolder())
    for (let n = 0; n < 10; n += 1) {
      const finding = opened(n % 2 ? 'loop' : 'zap-storm', at(n * 60), observed(n < 5 ? 'warning' : 'critical'))
      history.record('tap', happened('finding-opened', at(n * 60), finding), at(n * 60))
      history.record('tap', happened('finding-closed', at(n * 60 + 30), finding), at(n * 60 + 30))
    }
    await written(history)
    const minutes = async (query: object): Promise<number[]> =>
      (await history.findings({ ...PAGE, ...query })).rows.map(({ openedAt }) => (openedAt - BASE) / MINUTE)
    expect(await minutes({ from: at(2 * 60), to: at(5 * 60) })).toEqual([4, 3, 2])
    expect(await minutes({ from: at(2 * 60 + 31), to: at(4 * 60 + 1) })).toEqual([4, 3])
    expect(await minutes({ code: 'loop' })).toEqual([9, 7, 5, 3, 1])
    expect(await minutes({ severity: 'critical', code: 'loop' })).toEqual([9, 7, 5])
    expect(await minutes({ segment: 'tap/20' })).toEqual([])
    expect(await minutes({ segment: segment.name, offset: 8 })).toEqual([1, 0])
    const some = async (filter: string, more: object = {}) => {
      const { rows, matching } = await history.findings({ ...PAGE, ...more, filter })
      return [rows.length, matching]
    }
    expect(await some('code:loop')).toEqual([5, 5])
    expect(await some('code:loop', { offset: 1, limit: 2 })).toEqual([2, 5])
    expect(await some('code:loop', { offset: 4, limit: 2 })).toEqual([1, 5])
    expect(await some('code:deaf-host')).toEqual([0, 0])
    expect(await some('state:closed')).toEqual([10, 10])
    expect(await some('state:open')).toEqual([0, 0])
    expect((await history.findings({ offset: 0, limit: 1, code: 'loop' })).matching).toBe(5)
    expect(await history.count('findings', { filter: 'state:critical vlan:10' })).toBe(5)
    expect(await history.count('findings', { filter: 'zap-storm age:>10s' })).toBe(5)
    await expect(history.count('findings', { filter: 'type:joined' })).rejects.toThrow('This list has no field type')
  })

  it('as a CSV file, with what people said', async () => {
    const { history } = await openHistory(await newFolder())
    const finding = opened('deaf-host', at(10), observed('warning', { subject: aHost(5) }))
    history.record('tap', happened('finding-opened', at(10), finding), at(10))
    history.record('tap', happened('finding-closed', at(30), finding), at(30))
    await written(history)
    const key = `tap|tap/10|ipv4|deaf-host|239.1.1.1|10.0.0.5|02:00:00:00:00:05@${at(10)}`
    const notes = { [key]: { at: at(15), by: '=ana', note: '=1+1, "seen"' } }
    const rows: string[][] = parse(await textOf(history.fileOf('findings', {}, { notes })))
    expect(rows[0]).toEqual([...FINDINGS_COLUMNS])
    expect(rows[1]).toEqual([
      '2026-03-01T12:00:10.000Z',
      '2026-03-01T12:00:10.000Z',
      '2026-03-01T12:00:30.000Z',
      '20',
      'deaf-host',
      'warning',
      'tap/10',
      '10',
      '239.1.1.1',
      '10.0.0.5',
      '02:00:00:00:00:05',
      '1',
      'of-a-test',
      '2026-03-01T12:00:15.000Z',
      `'=ana`,
      `'=1+1, "seen"`,
    ])
    expect(rows).toHaveLength(2)
  })
})

describe('findings that find no room', () => {
  const found = (outbox: Outbox): number => outbox.take()?.texts.filter((text) => text === 'loop').length ?? 0

  it('are told when there is some again, also those that closed meanwhile', () => {
    const outbox = new Outbox(2)
    const kept = opened('zap-storm', at(1))
    const lost = opened('loop', at(2))
    const lasting = opened('loop', at(2))
    outbox.add('tap', happened('finding-opened', at(1), kept), at(1))
    const both = [lost, lasting].map((finding) => ({
      event: 'finding-opened' as const,
      at: at(2),
      finding,
      severity: finding.severity,
      said: finding.said(),
    }))
    outbox.add('tap', { ...NOTHING, findings: both }, at(2))
    outbox.add('tap', happened('finding-closed', at(3), lost), at(3))
    expect(outbox.dropped).toBe(3)
    outbox.refreshFindings()
    expect(found(outbox)).toBe(0)
    outbox.endLosses()
    outbox.refreshFindings()
    expect(found(outbox)).toBe(2)
    // And not again, until they are seen again.
    outbox.refreshFindings()
    expect(found(outbox)).toBe(0)
    lasting.update(observed('warning'), at(9))
    lost.update(observed('warning'), at(9))
    outbox.refreshFindings()
    expect(found(outbox)).toBe(1)
  })
})
