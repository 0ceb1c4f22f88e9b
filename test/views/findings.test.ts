import { describe, expect, it } from 'vitest'
import type { FindingCode, Severity } from '../../shared/finding.ts'
import type { FindingsRequest, ViewState } from '../../shared/live.ts'
import type { Segment } from '../../server/decode/segment.ts'
import { NO_DESK, type FindingDesk } from '../../server/views/desk.ts'
import { findingAt } from '../../server/views/findings.ts'
import { viewOf } from '../../server/views/index.ts'
import type { Subject } from '../../server/views/subject.ts'
import { aHost, observed, settled } from '../history/reading/found.ts'
import { BASE, segment } from '../history/steps.ts'
import { subjectOf, TestTap } from './test-subject.ts'

const at = (s: number): number => BASE + s * 1_000
const seen = (
  tap: TestTap,
  code: FindingCode,
  severity: Severity,
  s: number,
  place: Segment | null = segment,
): void => {
  settled(tap.watch.book, code, place, [observed(severity, { subject: aHost(s) })], 1e9, at(s))
}
const close = (tap: TestTap, code: FindingCode, s: number): void => {
  settled(tap.watch.book, code, segment, [], 0, at(s))
}
const subject = (tap: TestTap, desk: FindingDesk = NO_DESK): Subject => ({ ...subjectOf(tap), desk })
const view = (of: Subject, request: Partial<FindingsRequest> = {}): ViewState<'findings'> =>
  viewOf(of, { view: 'findings', limit: 100, ...request }) as ViewState<'findings'>
const codes = (state: ViewState<'findings'>): string[] => state.rows.map(({ code }) => code)
const overview = (of: Subject) => (viewOf(of, { view: 'overview' }) as ViewState<'overview'>).head.findings

function busy(): TestTap {
  const tap = new TestTap('tap')
  seen(tap, 'zap-storm', 'warning', 1)
  close(tap, 'zap-storm', 5)
  seen(tap, 'loop', 'critical', 2)
  seen(tap, 'deaf-host', 'warning', 3)
  seen(tap, 'fast-leave', 'warning', 6)
  seen(tap, 'suppression', 'information', 8)
  seen(tap, 'report-flood', 'critical', 1)
  close(tap, 'report-flood', 9)
  return tap
}

describe('the view of the findings', () => {
  it('has what is open, the worst and then the newest first', () => {
    const state = view(subject(busy()))
    expect(codes(state)).toEqual(['loop', 'fast-leave', 'deaf-host', 'suppression'])
    expect(state.head).toEqual({
      open: { information: 1, warning: 2, critical: 1 },
      alarms: { information: 1, warning: 2, critical: 1 },
      matching: 4,
      total: 6,
      refused: 0,
      filterError: null,
    })
    expect(state.rows[0]).toMatchObject({
      key: `tap|tap/10|ipv4|loop|239.1.1.1|10.0.0.2|02:00:00:00:00:02@${at(2)}`,
      source: 'tap',
      segment: 'tap/10',
      family: 'ipv4',
      vlans: [10],
      subject: { group: '239.1.1.1', host: { ip: '10.0.0.2', mac: '02:00:00:00:00:02' } },
      acknowledged: null,
      silencedUntil: null,
    })
  })

  it.each<[Partial<FindingsRequest>, string[]]>([
    [{ state: 'closed' }, ['report-flood', 'zap-storm']],
    [{ state: 'all' }, ['loop', 'fast-leave', 'deaf-host', 'suppression', 'report-flood', 'zap-storm']],
    [{ state: 'all', severity: 'critical' }, ['loop', 'report-flood']],
    [{ code: 'deaf-host' }, ['deaf-host']],
    [{ segment: 'tap/20' }, []],
    [{ filter: 'severity:warning' }, ['fast-leave', 'deaf-host']],
    [{ filter: 'state:closed' }, ['report-flood', 'zap-storm']],
    [{ filter: 'state:closed', state: 'open' }, []],
    [{ filter: 'state:open|closed severity:critical' }, ['loop', 'report-flood']],
    [{ filter: '-state:closed' }, ['loop', 'fast-leave', 'deaf-host', 'suppression']],
    [{ filter: 'code:loop|deaf-host host:10.0.0.3' }, ['deaf-host']],
    [{ filter: 'vlan:10 -mac:02:00:00:00:00:02' }, ['fast-leave', 'deaf-host', 'suppression']],
    [{ filter: 'segment:tap/20' }, []],
    [{ filter: 'source:tap "too soon"|of-a-test' }, ['loop', 'fast-leave', 'deaf-host', 'suppression']],
    [{ filter: 'hosts:>1' }, []],
    [{ segment: 'tap/10', limit: 2 }, ['loop', 'fast-leave']],
  ])('asked for %o', (request, wanted) => {
    expect(codes(view(subject(busy()), request))).toEqual(wanted)
  })

  it('a filter that cannot be read shows nothing and says where', () => {
    const { head, rows } = view(subject(busy()), { filter: 'vlan:10 hosts:>1' })
    expect(rows).toEqual([])
    expect(head).toMatchObject({ matching: 0, total: 6, filterError: { column: 9 } })
  })

  it('the wall says the worst alarm; what is acknowledged or silenced is none', () => {
    const tap = busy()
    expect(overview(subject(tap))).toMatchObject({ critical: 1, warning: 2, information: 1, worst: { code: 'loop' } })
    const [loop, fastLeave] = view(subject(tap)).rows
    const ack = { at: 7, by: 'ana', note: 'known' }
    const desk: FindingDesk = {
      acknowledged: (key) => (key === loop!.key ? ack : null),
      silencedUntil: (about) => (fastLeave!.key.startsWith(`${about}@`) ? 99 : null),
    }
    const quiet = subject(tap, desk)
    expect(overview(quiet)).toMatchObject({ critical: 0, warning: 1, information: 1, worst: { code: 'deaf-host' } })
    const { head, rows } = view(quiet)
    expect([head.open.critical, head.alarms.critical, head.alarms.warning]).toEqual([1, 0, 1])
    expect(rows.slice(0, 2)).toMatchObject([{ acknowledged: ack }, { silencedUntil: 99 }])
  })

  it('information is never the worst, and a tap without findings has none', () => {
    const tap = new TestTap('tap')
    expect(overview(subject(tap))).toEqual({ critical: 0, warning: 0, information: 0, worst: null })
    seen(tap, 'suppression', 'information', 1)
    expect(overview(subject(tap))).toEqual({ critical: 0, warning: 0, information: 1, worst: null })
  })

  it('one about the tap has no segment; one is found by its key, and not by another', () => {
    const tap = new TestTap('tap')
    seen(tap, 'tap-limits', 'warning', 1, null)
    const [row] = view(subject(tap)).rows
    expect(row).toMatchObject({ segment: null, family: null, vlans: [] })
    expect(findingAt(subject(tap), row!.key)).toEqual(row)
    expect(findingAt(subject(tap), row!.key.replace(/@.*/, '@1'))).toBeNull()
  })
})
