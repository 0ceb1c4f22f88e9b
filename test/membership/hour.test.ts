import { beforeAll, describe, expect, it } from 'vitest'
import { formatAddress } from '../../shared/address.ts'
import { Decoder } from '../../server/decode/index.ts'
import { finalLines } from '../../server/membership/final.ts'
import { Tap } from '../../server/tap.ts'
import { frames, type Hour, type Interval, isIgmp, replayHour, seconds, truth, type TruthMembership } from './hour.ts'

/** Times of the truth are in microseconds; a millisecond is what is asked of us. */
const NEAR = 0.001
const near = (actual: number | null | undefined, expected: number, what: string): void => {
  expect(actual, what).toBeTypeOf('number')
  expect(Math.abs((actual ?? NaN) - expected), `${what}: ${actual} for ${expected}`).toBeLessThanOrEqual(NEAR)
}

it('the hour is the one its truth is about', () => {
  expect(frames).toHaveLength(truth.meta.frames)
  expect(truth.segment_groups.rfc3376).toHaveLength(25)
  expect(truth.segment_groups.rfc9776).toHaveLength(25)
  expect(truth.host_memberships).toHaveLength(35)
})

describe.each(['rfc3376', 'rfc9776'] as const)('the hour under %s', (formula) => {
  let hour: Hour
  beforeAll(() => {
    hour = replayHour(formula)
  })

  describe('router-side rows', () => {
    it.each(truth.segment_groups[formula].map((row) => [`${row.vlan} ${row.group} from ${row.start}`, row] as const))(
      '%s',
      (_name, expected) => {
        const row = hour.rows.find(
          ({ vlan, group, start }) =>
            vlan === expected.vlan && group === expected.group && Math.abs(start - expected.start) <= NEAR,
        )
        if (!row) throw new Error('no such row')
        expect(row.end_reason).toBe(expected.end_reason)
        if (expected.end_reason === 'capture-end') expect(row.end).toBe(Infinity)
        else near(row.end, expected.end, 'end')
        const states = (history: typeof row.history) =>
          history.map(({ mode, forward, block }) => ({ mode, forward, block }))
        expect(states(row.history)).toEqual(states(expected.history))
        expected.history.forEach(({ t }, index) => near(row.history[index]?.t, t, `state ${index}`))
      },
    )

    it('are these and no others', () => {
      expect(hour.rows).toHaveLength(truth.segment_groups[formula].length)
      const started = hour.events.filter(({ event }) => event === 'group-started').length
      const ended = hour.events.filter(({ event }) => event === 'group-ended').length
      expect(started).toBe(hour.rows.length)
      expect(started - ended).toBe(truth.final_state[formula].length)
    })

    it('of traffic that nobody joined do not exist', () => {
      for (const { group } of truth.unjoined_traffic) expect(hour.rows.map((row) => row.group)).not.toContain(group)
    })
  })

  it('leaves the final state, link-local groups included', () => {
    const groups = [...finalLines(hour.tap.table)].flatMap((line) =>
      line.final === 'group'
        ? [{ vlan: line.vlans[0], group: line.group, mode: line.mode, forward: line.sources, block: line.blocked }]
        : [],
    )
    const order = (a: { vlan?: number | undefined }, b: { vlan?: number | undefined }) => (a.vlan ?? 0) - (b.vlan ?? 0)
    expect(groups.sort(order)).toEqual([...truth.final_state[formula]].sort(order))
  })

  describe('queriers', () => {
    const reigns = truth.queriers.map((reign) => [`${reign.querier} from ${reign.from}`, reign] as const)
    it.each(reigns)('%s', (_name, expected) => {
      const table = [...hour.tap.table.segments.values()].find(({ segment }) => segment.vlans[0] === expected.vlan)
      const reign = table?.election.reigns.find(({ from }) => Math.abs(seconds(from) - expected.from) <= NEAR)
      if (!table || !reign) throw new Error('no such reign')
      expect(formatAddress(reign.querier.ip)).toBe(expected.querier)
      near(seconds(reign.querier.lastQueryAt), expected.last, 'last query')
      const until = reign.to ?? Infinity
      const own = hour.queries.filter(
        ({ segment, ip, scope, at }) =>
          segment === table.segment && ip === reign.querier.ip && scope === 'general' && at >= reign.from && at < until,
      )
      expect(own).toHaveLength(expected.queries)
      for (const { t, other } of expected.overlap ?? []) {
        const heard = table.election.cadence.find(({ at }) => Math.abs(seconds(at) - t) <= NEAR)
        expect(heard && formatAddress(heard.ip)).toBe(other)
        expect(heard?.elected).toBe(false)
      }
    })

    it('change as they really did, and no other way', () => {
      const told = hour.events.flatMap((e) =>
        'querier' in e ? [`${seconds(e.at).toFixed(3)} ${e.event} ${formatAddress(e.querier.ip)} v${e.version}`] : [],
      )
      expect(told).toEqual([
        '3.000 querier-elected 10.0.10.1 v3', // first query seen
        '5.000 querier-elected 10.0.20.1 v2',
        '1664.250 querier-lost 10.0.10.1 v3', // 255 s after its last query
        '1664.250 querier-elected 10.0.10.2 v3',
        '2900.000 querier-elected 10.0.10.1 v3', // lower address
      ])
    })

    it('the interval that is not on the wire is learnt', () => {
      const timing = [...hour.tap.table.segments.values()].map(({ election }) => election.timing.view())
      const measured = timing.filter(({ queryIntervalOrigin }) => queryIntervalOrigin === 'measured')
      expect(measured).toHaveLength(1)
      near((measured[0]?.queryIntervalMs ?? 0) / 1_000, 60, 'interval')
      expect(timing.filter((t) => t.queryIntervalOrigin === 'advertised').map((t) => t.queryIntervalMs)).toEqual([
        125_000,
      ])
    })
  })

  describe('copies', () => {
    const isMessage = (frame: number): boolean => isIgmp(frames[frame - 1]!)
    it('are dropped: exactly the frames that are IGMP among them', () => {
      const copies = truth.span_duplicates.map(([, copy]) => copy).filter(isMessage)
      expect(copies.length).toBeGreaterThan(50)
      expect([...hour.dropped].sort((a, b) => a - b)).toEqual(copies.sort((a, b) => a - b))
      expect(hour.tap.counters.duplicates).toBe(copies.length)
    })

    it('are not what a host repeats', () => {
      expect(truth.retransmissions).toHaveLength(42)
      for (const frame of truth.retransmissions) {
        expect(isMessage(frame), `frame ${frame}`).toBe(true)
        expect(hour.dropped.has(frame), `frame ${frame}`).toBe(false)
      }
      const caused = new Set(hour.events.flatMap((e) => ('frame' in e && e.frame !== null ? [e.frame] : [])))
      expect(truth.retransmissions.filter((frame) => caused.has(frame))).toEqual([])
    })
  })

  it.each(truth.invalid_frames.map((frame) => [frame.frame, frame.why, frame] as const))(
    'frame %i has no effect (%s)',
    (number) => {
      const tap = new Tap('', { formula, dedupe: 5 })
      for (const frame of frames.slice(0, number - 1)) tap.take(frame)
      const frame = frames[number - 1]!
      const message = new Decoder('').decode(frame)
      expect(typeof message === 'string' ? message : message.problems).toEqual(['bad-checksum'])
      tap.table.advance(frame.at)
      const before = stateOf(tap)
      const problems = tap.counters.problems['bad-checksum'] ?? 0
      const step = tap.take(frame)
      expect(step.events).toEqual([])
      expect(step.queries).toEqual([])
      expect(stateOf(tap)).toEqual(before)
      expect(tap.counters.problems['bad-checksum']).toBe(problems + 1)
    },
  )

  it('counts each invalid frame once, though some were mirrored twice', () => {
    expect(hour.tap.counters.problems).toEqual({ 'bad-checksum': truth.invalid_frames.length })
  })

  describe('host memberships', () => {
    const expected = merged(truth.host_memberships)
    it.each(expected.map((row) => [`${row.host} in ${row.group} from ${row.start}`, row] as const))(
      '%s',
      (_name, row) => {
        const interval = hour.intervals.find(
          ({ vlan, host, group, start }) =>
            vlan === row.vlan && host === row.host && group === row.group && Math.abs(start - row.start) <= NEAR,
        )
        if (!interval) throw new Error('no such membership')
        expect(interval.mode).toBe(row.mode)
        expect(interval.sources).toEqual(row.sources)
        expect(interval.startFrame).toBe(row.start_frame)
        expectEnd(interval, row)
      },
    )

    function expectEnd(interval: Interval, row: TruthMembership): void {
      const { end, endFrame, reason } = interval
      switch (row.end_reason) {
        case 'leave':
        case 'source-change':
          near(end, row.end, 'end')
          expect(endFrame).toBe(row.end_frame)
          expect(reason).toBe(row.end_reason === 'leave' ? 'left' : 'changed')
          return
        case 'capture-end':
          expect({ end, endFrame, reason }).toEqual({ end: null, endFrame: null, reason: null })
          near(seconds(memberOf(row).lastReportAt), row.last_report, 'last report')
          expect(memberOf(row)).toMatchObject({ state: 'confirmed', version: row.igmp, mac: row.mac })
          return
        case 'silent':
          if (row.detectable) {
            near(end, row.expected_timeout?.[formula] ?? NaN, 'end')
            expect({ endFrame, reason }).toEqual({ endFrame: null, reason: 'expired' })
          } else {
            // Suppression: nobody can know that it is gone, and nobody may say so.
            expect({ end, reason }).toEqual({ end: null, reason: null })
            expect(memberOf(row).state).toBe('presumed')
            near(seconds(memberOf(row).lastReportAt), row.last_report, 'last report')
          }
      }
    }

    function memberOf(row: TruthMembership) {
      for (const line of finalLines(hour.tap.table)) {
        if (line.final !== 'group' || line.group !== row.group || line.vlans[0] !== row.vlan) continue
        const member = line.members.find(({ ip }) => ip === row.host)
        if (member) return member
      }
      throw new Error('no such member at the end')
    }

    it('are these and no others: a host that rebooted unseen makes no event', () => {
      expect(expected).toHaveLength(truth.host_memberships.length - 1)
      expect(hour.intervals).toHaveLength(expected.length)
    })

    it('a host behind suppression is presumed from one membership interval after its last report', () => {
      const silent = truth.host_memberships.find(
        ({ detectable, host }) => detectable === false && host === '10.0.20.33',
      )!
      const gmi = formula === 'rfc3376' ? 130 : 140
      const tap = new Tap('', { formula, dedupe: 5 })
      const stateAt = (t: number): string | undefined => {
        tap.table.advance((truth.meta.base_epoch + t) * 1_000)
        for (const line of finalLines(tap.table)) {
          if (line.final === 'group' && line.group === silent.group && line.vlans[0] === 20) {
            return line.members.find(({ ip }) => ip === silent.host)?.state
          }
        }
        return undefined
      }
      const from = silent.last_report + gmi
      for (const frame of frames) if (seconds(frame.at) < from - 0.05) tap.take(frame)
      expect(stateAt(from - 0.01)).toBe('confirmed')
      expect(stateAt(from + 0.01)).toBe('presumed')
    })
  })
})

/** What the host at 1,900 s repeats after an unseen reboot is, on the wire, the same membership going on. */
function merged(rows: readonly TruthMembership[]): TruthMembership[] {
  const unseen = (row: TruthMembership) => row.host === '10.0.10.22' && row.group === '239.1.1.60'
  const [first, second] = rows.filter(unseen)
  if (!first || !second || first.start !== 1_700 || second.start !== 1_900) throw new Error('another truth')
  const whole = { ...second, start: first.start, start_frame: first.start_frame }
  return [...rows.filter((row) => !unseen(row)), whole]
}

/** All that a message could change, timers included. */
function stateOf({ table }: Tap) {
  return [...table.segments.values()].map(({ segment, groups, election }) => ({
    segment: segment.name,
    timing: election.timing.view(),
    queriers: [election.elected, ...election.candidates.values()].map((querier) => ({ ...querier })),
    queries: election.queries,
    groups: [...groups.values()].map((group) => ({
      address: group.address,
      mode: group.mode,
      timers: [group.until, group.v1Until, group.v2Until],
      sources: [...(group.sources ?? [])].map(([source, timer]) => ({ source, ...timer })),
      members: group.members.map((member) => ({ host: member.host.ip, until: member.until, ...member.record() })),
    })),
  }))
}
