import { beforeAll, describe, expect, it } from 'vitest'
import { switchLocale } from '../../client/i18n/index.ts'
import { heroText, othersText, unknownText, verdictText } from '../../client/verdict-text.ts'
import { verdict, shownFirst, worstFirst, type Moments } from '../../client/verdict.ts'
import type { SegmentRow } from '../../shared/segment.ts'
import { shownState } from '../../shared/segment-order.ts'
import { SECOND } from '../../shared/time.ts'
import { NOW, segment } from './segment.ts'

const moments: Moments = { now: () => NOW, unseen: () => 112 * SECOND }

const soon = { group: '239.30.1.2', name: null, at: NOW + 58 * SECOND }
const lost = segment('eth1/30', {
  state: 'critical',
  condition: 'querier-lost',
  lastQueryAt: NOW - 372 * SECOND,
  nextExpiry: soon,
})
const never = segment('eth1/40', {
  state: 'critical',
  condition: 'no-querier',
  firstSeenAt: NOW - 300 * SECOND,
  lastQueryAt: null,
  nextExpiry: { group: '239.40.1.2', name: null, at: NOW + 20 * SECOND },
})
const late = segment('eth1/20', { state: 'warning', condition: 'query-late', lastQueryAt: NOW - 190 * SECOND })
const unseen = segment('eth1/untagged', { state: 'warning', condition: 'queries-unseen', lastQueryAt: null })
const stopped = segment('eth2/20', { state: 'stale', condition: 'source-stopped', source: 'eth2' })
const warming = segment('eth1/50', {
  state: 'warming',
  condition: 'warming-up',
  firstSeenAt: NOW - 50 * SECOND,
  watchedSince: NOW - 50 * SECOND,
  lastQueryAt: null,
})
const ok = segment('eth1/10')

/** As a person reads it; the spaces that do not break are spaces. */
const read = (rows: readonly SegmentRow[], at: Moments = moments): string => {
  const said = verdict(rows, at)
  const sentence = verdictText(said, rows)
  return [sentence, heroText(said) ?? '', othersText(said) ?? ''].filter(Boolean).join(' | ').replaceAll('\u00a0', ' ')
}

describe('the sentence of the wall', () => {
  beforeAll(() => switchLocale('en'))

  it.each<[string, readonly SegmentRow[], string]>([
    [
      'nothing seen',
      [],
      'No IGMP or MLD seen yet. Is a port mirrored to this machine? | Sources tells what arrives and how to mirror a port',
    ],
    ['all well', [ok, ok, ok], 'All three segments have a querier; no stream is at risk.'],
    ['all well, many', Array.from({ length: 12 }, () => ok), 'All 12 segments have a querier; no stream is at risk.'],
    ['one segment', [ok], 'VLAN 10 has a querier; no stream is at risk.'],
    ['a lost querier', [ok, lost], 'VLAN 30 has no querier for 6 min 12 s; first stream stops in | 0:58'],
    [
      'a lost querier, and a stream that has a name',
      [{ ...lost, nextExpiry: { ...soon, name: { text: 'Lecture Hall 2', origin: 'given', exact: true } } }],
      'VLAN 30 has no querier for 6 min 12 s; Lecture Hall 2 stops in | 0:58',
    ],
    [
      'a name that leaves the countdown no room',
      [{ ...lost, nextExpiry: { ...soon, name: { text: 'Lecture Hall 2, east wing', origin: 'given', exact: true } } }],
      'VLAN 30 has no querier for 6 min 12 s; first stream stops in | 0:58',
    ],
    [
      'a name of a range, which is not the stream’s own',
      [{ ...lost, nextExpiry: { ...soon, name: { text: 'Halls', origin: 'given', exact: false } } }],
      'VLAN 30 has no querier for 6 min 12 s; first stream stops in | 0:58',
    ],
    [
      'a lost querier without streams',
      [{ ...lost, nextExpiry: null }],
      'VLAN 30 has no querier for 6 min 12 s; no stream runs there now.',
    ],
    ['never a querier', [never], 'VLAN 40 has had no querier in 5 min 0 s; first stream stops in | 0:20'],
    [
      'two without a querier: the one whose stream stops first',
      [lost, never],
      'VLAN 40 has had no querier in 5 min 0 s; first stream stops in | 0:20 | and one more segment needs a look',
    ],
    [
      'a stop that is due is not negative',
      [{ ...lost, nextExpiry: { group: '239.30.1.2', name: null, at: NOW - 400 } }],
      'VLAN 30 has no querier for 6 min 12 s; first stream stops in | 0:00',
    ],
    ['a late query', [ok, late], 'In VLAN 20 the last query came 3 min 10 s ago: the next one is late.'],
    ['queries on the other side', [unseen, ok], 'In untagged hosts answer queries that this tap cannot see.'],
    [
      'a late query before an unseen one',
      [unseen, late],
      'In VLAN 20 the last query came 3 min 10 s ago: the next one is late. | and one more segment needs a look',
    ],
    ['a tap that stopped', [stopped, ok], 'VLAN 20 is out of sight for 1 min 52 s: its capture stopped.'],
    [
      'where one was seen, when another tap has one of that name',
      [stopped, { ...late, segment: 'core1/vxlan:5000/20' }],
      'In VLAN 20 (core1/vxlan:5000) the last query came 3 min 10 s ago: the next one is late. | and one more segment needs a look',
    ],
    [
      'not where the other one is but the other family',
      [late, { ...late, family: 'ipv6' }],
      'In VLAN 20 the last query came 3 min 10 s ago: the next one is late. | and one more segment needs a look',
    ],
    ['too early', [warming], 'Warming up: VLAN 50 can be judged in 1 min 25 s.'],
    [
      'too early beside one that is well',
      [ok, warming],
      'Warming up: VLAN 50 can be judged in 1 min 25 s. | The other segment has a querier',
    ],
    [
      'the worst wins',
      [ok, warming, stopped, unseen, late, lost],
      'VLAN 30 has no querier for 6 min 12 s; first stream stops in | 0:58 | and 3 more segments need a look',
    ],
  ])('%s', (_name, rows, sentence) => {
    expect(read(rows)).toBe(sentence)
  })

  it('counts segments that have no row, too', () => {
    const counts = { critical: 1, warning: 2, stale: 1, warming: 0, ok: 196 }
    expect(othersText(verdict([lost], moments, counts))).toBe('and 3 more segments need a look')
    const well = { critical: 0, warning: 0, stale: 0, warming: 0, ok: 200 }
    expect(verdictText(verdict([ok], moments, well), [ok])).toBe(
      'All 200 segments have a querier; no stream is at risk.',
    )
  })

  it('counts in the clock of the source, not in that of the wall', () => {
    const replayed: Moments = { now: (source) => (source === 'eth1' ? NOW + 10 * SECOND : 0), unseen: () => null }
    expect(read([lost], replayed)).toBe('VLAN 30 has no querier for 6 min 22 s; first stream stops in | 0:48')
  })

  it('says nothing it does not know about a tap that never had a frame', () => {
    expect(read([stopped], { ...moments, unseen: () => null })).toBe('VLAN 20 is out of sight: its capture stopped.')
  })

  it('says it in Portuguese', async () => {
    await switchLocale('pt-BR')
    expect(read([lost])).toBe('VLAN 30 sem querier há 6 min 12 s; primeiro fluxo para em | 0:58')
    expect(read([ok, ok, ok])).toBe('Os três segmentos têm querier; nenhum fluxo em risco.')
    await switchLocale('en')
  })
})

describe('worst first', () => {
  it('orders by state, then by what stops first, and keeps the rest as it came', () => {
    const second = segment('eth1/11')
    const order = worstFirst([second, ok, warming, stopped, unseen, late, lost, never], moments.now)
    expect(order.map((row) => row.segment)).toEqual([
      'eth1/40',
      'eth1/30',
      'eth1/20',
      'eth1/untagged',
      'eth2/20',
      'eth1/50',
      'eth1/11',
      'eth1/10',
    ])
  })
})

describe('what the strip shows of a segment', () => {
  const found = (critical: number, warning: number) => ({ alarms: { critical, warning } })
  it.each([
    ['nothing found', segment('a'), 'ok'],
    ['a warning', segment('a', found(0, 2)), 'warning'],
    ['something critical', segment('a', found(1, 2)), 'critical'],
    [
      'a state that is worse',
      segment('a', { state: 'critical', condition: 'querier-lost', ...found(0, 1) }),
      'critical',
    ],
    ['a state that is better', segment('a', { state: 'warning', condition: 'query-late', ...found(1, 0) }), 'critical'],
    ['a tap that gives nothing: what it found is old', segment('a', { state: 'stale', ...found(1, 0) }), 'stale'],
  ])('%s', (_name, row, state) => expect(shownState(row)).toBe(state))

  it('comes first when something was found, before those that are well', () => {
    const order = shownFirst([segment('a'), segment('b', found(0, 1)), segment('c', found(1, 0))], moments.now)
    expect(order.map((row) => row.segment)).toEqual(['c', 'b', 'a'])
  })
})

describe('after the taps were blind', () => {
  beforeAll(() => switchLocale('en'))
  const timeOfDay = (at: number): string => new Date(at).toISOString().slice(11, 19)
  const since = Date.UTC(2025, 10, 26, 10, 42, 3)
  const unknown = { memberships: 3, since, knownAt: null }

  it('a segment whose capture stopped is blind since then', () => {
    const rows = [ok, { ...stopped, unknown }]
    expect(verdictText(verdict(rows, moments), rows, timeOfDay).replaceAll('\u00a0', ' ')).toBe(
      'VLAN 20: blind since 10:42:03, its capture stopped.',
    )
  })

  it.each([
    ['known', null, null],
    ['blind still', unknown, null],
    ['nobody is unknown any more', { ...unknown, memberships: 0, knownAt: since + 137 * SECOND }, null],
    ['unknown', { ...unknown, knownAt: since + 137 * SECOND }, 'Members unknown since 10:42:03, until 10:44:20.'],
  ])('%s', (_, of, text) => expect(unknownText(of, timeOfDay)).toBe(text))
})
