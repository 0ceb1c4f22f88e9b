import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { truth, type GroupState, type TruthMembership } from '../../membership/hour.ts'
import type { GroupRow, MemberRow } from '../../../shared/membership.ts'
import { BASE, knowable, liveAt, pastAt, recordHour, rowsOf, type RecordedHour } from './past-hour.ts'

/* The hour asked back from the store as of twenty moments: against its truth, and against a live table stopped there. */

const MOMENTS = Array.from({ length: 20 }, (_, i) => 61.7 + i * 176.543)
/** Times of the truth are in microseconds, those of the store in whole milliseconds. */
const NEAR = 0.002

let hour: RecordedHour
let timesTold = 0
beforeAll(async () => {
  hour = await recordHour()
})
afterAll(() => hour.end())

/** A host that died and came back before anyone could know has one membership. */
function memberships(): TruthMembership[] {
  const all = [...truth.host_memberships].sort((a, b) => a.start - b.start)
  const merged: TruthMembership[] = []
  for (const row of all) {
    const before = merged.find(
      (known) =>
        known.detectable === false && known.host === row.host && known.group === row.group && known.end < row.start,
    )
    if (before) Object.assign(before, row, { start: before.start, detectable: true })
    else merged.push({ ...row })
  }
  return merged
}

/** Whose silence nobody can tell from suppression is there as long as its group (RFC 2236 s3). */
const endOf = (row: TruthMembership): number =>
  row.detectable === false ? Infinity : (row.expected_timeout?.rfc3376 ?? row.end)

/** Since when: a change of sources goes on with the membership. */
function sinceOf(row: TruthMembership, all: readonly TruthMembership[]): number {
  const before = all.find(
    (other) =>
      other.end_reason === 'source-change' &&
      other.host === row.host &&
      other.group === row.group &&
      Math.abs(other.end - row.start) <= NEAR,
  )
  return before ? sinceOf(before, all) : row.start
}

describe.each(MOMENTS)('%f s after its beginning', (t) => {
  const at = BASE + t * 1_000
  let rows: ReturnType<typeof rowsOf>
  beforeAll(() => {
    rows = rowsOf(pastAt(hour.file, at).subject)
  })

  it('has the memberships of the truth', () => {
    const all = memberships()
    const expected = all.filter((row) => row.start <= t && (row.end_reason === 'capture-end' || endOf(row) > t))
    const key = (row: MemberRow): string => `${row.segment}|${row.host.ip}|${row.host.mac}|${row.group}`
    const found = new Map(rows.members.map((row) => [key(row), row]))
    for (const row of expected) {
      const member = found.get(`hour/${row.vlan}|${row.host}|${row.mac}|${row.group}`)
      if (!member) throw new Error(`${row.host} is not in ${row.group}`)
      expect(member).toMatchObject({ mode: row.mode, sources: row.sources })
      expect(Math.abs((member.since - BASE) / 1_000 - sinceOf(row, all))).toBeLessThanOrEqual(NEAR)
      found.delete(key(member))
    }
    expect([...found.values()]).toEqual([])
  })

  it('has the groups of the truth', () => {
    const expected = truth.segment_groups.rfc3376.filter(
      ({ start, end, end_reason }) => start <= t && (end_reason === 'capture-end' || end > t),
    )
    const found = new Map(rows.groups.map((row) => [row.key, row]))
    expect([...found.keys()].sort()).toEqual(expected.map(({ vlan, group }) => `hour/${vlan}|${group}`).sort())
    for (const { vlan, group, start, history } of expected) {
      const row = found.get(`hour/${vlan}|${group}`)
      if (!row) throw new Error(`no ${group}`)
      expect(Math.abs((row.since - BASE) / 1_000 - start)).toBeLessThanOrEqual(NEAR)
      expect(stateOf(row)).toEqual(stateAt(history, t))
    }
  })

  it('has the queriers of the truth', () => {
    for (const { vlan, from, querier } of truth.queriers) {
      const later = truth.queriers.some((other) => other.vlan === vlan && other.from > from && other.from <= t)
      if (from > t || later) continue
      const row = rows.queriers.find(({ vlans }) => vlans[0] === vlan)
      expect(row?.querier?.ip).toBe(querier)
      expect(Math.abs(((row?.reigns.at(-1)?.from ?? NaN) - BASE) / 1_000 - from)).toBeLessThanOrEqual(NEAR)
    }
  })

  it('is what a live table showed then, in all that the history keeps', () => {
    expect(knowable(rows)).toEqual(rounded(knowable(rowsOf(liveAt(at)))))
  })

  it('of a group has the last report and the end that a live table had, or none', () => {
    const live = new Map(rowsOf(liveAt(at)).groups.map((row) => [row.key, row]))
    for (const { key, lastReportAt, expiresAt } of rows.groups) {
      const then = live.get(key)
      if (lastReportAt !== null) expect(lastReportAt, key).toBe(Math.floor(then?.lastReportAt ?? NaN))
      if (expiresAt === null) continue
      expect(Math.abs(expiresAt - (then?.expiresAt ?? NaN)), key).toBeLessThanOrEqual(NEAR * 1_000)
      timesTold += 1
    }
  })

  it('says of nothing else that it knows it', () => {
    for (const row of rows.groups) expect(row.spark).toEqual([])
    for (const row of rows.hosts) expect(row).toMatchObject({ lastReportAt: null, reports: null, zapsPerHour: null })
    for (const row of rows.members) expect(row.expiresAt).toBeNull()
    for (const row of rows.queriers) expect(row.conduct).toBeNull()
    const live = new Map(rowsOf(liveAt(at)).queriers.map((row) => [row.key, row.nextExpiry]))
    for (const { key, nextExpiry } of rows.queriers) {
      if (nextExpiry) expect(Math.abs(nextExpiry.at - (live.get(key)?.at ?? NaN))).toBeLessThanOrEqual(NEAR * 1_000)
    }
  })
})

it('tells the end of some groups at some of these moments', () => {
  expect(timesTold).toBeGreaterThan(3)
})

it('tells who was silent from then on, once its membership has ended', async () => {
  const ended = await recordHour()
  await ended.history.stop()
  const [silent] = truth.host_memberships.filter(({ host }) => host === '10.0.20.33')
  if (!silent) throw new Error('the truth has no such host')
  const heard = BASE + silent.last_report * 1_000
  const stateAtMoment = (at: number) =>
    rowsOf(pastAt(ended.file, at).subject).members.find(({ host }) => host.ip === silent.host)
  // The membership interval of this segment is 2 x 60 s + 10 s.
  expect(stateAtMoment(heard + 129_000)).toMatchObject({ state: 'confirmed', lastReportAt: Math.floor(heard) })
  expect(stateAtMoment(heard + 131_000)).toMatchObject({ state: 'presumed', lastReportAt: Math.floor(heard) })
  await ended.end()
})

const stateOf = ({ mode, sources, blocked }: GroupRow) => ({ mode, forward: sources, block: blocked })

function stateAt(history: readonly GroupState[], t: number) {
  const { mode, forward, block } = history.filter((state) => state.t <= t).at(-1) ?? history[0]!
  return { mode, forward, block }
}

/** The store keeps whole milliseconds. */
function rounded<T>(value: T): T {
  return JSON.parse(
    JSON.stringify(value, (_key, one: unknown) => (typeof one === 'number' ? Math.floor(one) : one)),
  ) as T
}
