import { describe, expect, it } from 'vitest'
import { monthLanes, type MembershipLine } from '../../client/past/month.ts'
import { readViewers, stepName, VIEWER_SPANS, viewerLines, writeViewers } from '../../client/past/viewers.ts'
import { END_REASONS } from '../../shared/export.ts'
import type { GroupCountPoint } from '../../shared/past.ts'
import { DAY, HOUR, MINUTE } from '../../shared/time.ts'

const NOON = Date.UTC(2025, 10, 26, 12)
const iso = (at: number): string => new Date(at).toISOString()

describe('the range of the viewers', () => {
  it.each(VIEWER_SPANS)('%s ends at the moment that is shown, on full minutes', (span) => {
    const range = readViewers(span, NOON + 7 * MINUTE)
    expect(range).toMatchObject({ span, to: NOON + 5 * MINUTE })
    expect(range.to - range.from).toBe({ '24h': DAY, '7d': 7 * DAY, '30d': 30 * DAY }[span])
  })
  it('is what was chosen, and in the address as it is read', () => {
    const chosen = { from: NOON - HOUR, to: NOON + 250 }
    expect(readViewers(writeViewers(chosen), NOON)).toEqual({ span: null, ...chosen })
  })
  it.each([null, '', '8d', 'a/b', `${iso(NOON)}/`, `${iso(NOON)}/${iso(NOON)}`, `${iso(NOON)}/${iso(NOON - 1)}`])(
    '%j is the last day',
    (text) => expect(readViewers(text, NOON)).toEqual({ span: '24h', from: NOON - DAY, to: NOON }),
  )
  it('is told by the minute up to two days', () => {
    expect(stepName({ from: NOON - 2 * DAY, to: NOON })).toBe('minute')
    expect(stepName({ from: NOON - 2 * DAY - 1, to: NOON })).toBe('hour')
  })
})

describe('the lines of the viewers', () => {
  const point = (step: number, members: number | null): GroupCountPoint => {
    const edge = (by: number): number | null => (members === null ? null : members + by)
    return { at: NOON + step * MINUTE, members, least: edge(-1), most: edge(2), joined: 0, left: 0, expired: 0 }
  }
  const of = (points: readonly GroupCountPoint[], steps: number) =>
    viewerLines({ from: NOON, to: NOON + steps * MINUTE, step: MINUTE, points })

  it('have a value a step, and nothing where nothing is known', () => {
    const lines = of([point(0, 3), point(1, null), point(3, 5)], 5)
    expect(lines.value).toEqual([3, null, null, 5, null])
    expect(lines.low).toEqual([2, null, null, 4, null])
    expect(lines.high).toEqual([5, null, null, 7, null])
    expect(lines.gaps).toEqual([
      { from: NOON + MINUTE, to: NOON + 3 * MINUTE, why: null },
      { from: NOON + 4 * MINUTE, to: NOON + 5 * MINUTE, why: null },
    ])
  })
  it('of nobody are zero, which is no gap', () => {
    expect(of([point(0, 0)], 1)).toMatchObject({ value: [0], gaps: [] })
  })
  it('leave out what is outside of the range, and cut a gap at its end', () => {
    const lines = viewerLines({
      from: NOON,
      to: NOON + 1.5 * MINUTE,
      step: MINUTE,
      points: [point(-1, 9), point(7, 9)],
    })
    expect(lines.value).toEqual([null, null])
    expect(lines.gaps).toEqual([{ from: NOON, to: NOON + 1.5 * MINUTE, why: null }])
  })
})

describe('the month of a host', () => {
  const row = (group: string, from: number, to: number | null, more: Partial<MembershipLine> = {}): MembershipLine => ({
    segment: '10',
    group,
    host: '10.0.0.5',
    mac: '02:00:00:00:00:05',
    first_join_utc: iso(from),
    ended_utc: to === null ? null : iso(to),
    end_reason: to === null ? 'still-member' : 'left',
    versions: [2, 3],
    confidence: 'confirmed',
    ...more,
  })

  it('has a lane a group, the newest on top, its bars in the order of time', () => {
    const lanes = monthLanes([
      row('239.1.1.1', NOON - HOUR, NOON - MINUTE),
      row('239.1.1.2', NOON - 2 * HOUR, null),
      row('239.1.1.1', NOON - DAY, NOON - 2 * HOUR),
    ])
    expect(lanes.map(({ group, bars }) => [group, bars.map(({ from }) => from)])).toEqual([
      ['239.1.1.1', [NOON - DAY, NOON - HOUR]],
      ['239.1.1.2', [NOON - 2 * HOUR]],
    ])
    expect(lanes[1]?.bars[0]).toMatchObject({ to: null, end: 'open', version: 3, expiresAt: null })
  })
  it.each(END_REASONS)('knows how a bar ends that ended %s', (reason) => {
    const [lane] = monthLanes([row('239.1.1.1', NOON - HOUR, NOON, { end_reason: reason })])
    const unknown = ['monitor-stopped', 'gap', 'evicted']
    const end = lane?.bars[0]?.end
    expect(end === 'unknown').toBe(unknown.includes(reason))
    expect(['open', 'left', 'expired', 'unknown']).toContain(end)
  })
  it('leaves out a row that names no group', () => {
    expect(monthLanes([{ segment: '10' }, {}])).toEqual([])
  })
})
