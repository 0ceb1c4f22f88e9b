import './english.ts'
import { describe, expect, it } from 'vitest'
import { explainedOf } from '../../client/members/explained.ts'
import { compareAddresses, isMemberColumn, sortMembers } from '../../client/members/sort.ts'
import { whyMember } from '../../client/members/why.ts'
import { hostOf, hostTitle, toHost } from '../../client/route-to.ts'
import type { MemberRow } from '../../shared/membership.ts'
import type { Timing } from '../../shared/segment.ts'

const TIMING: Timing = {
  robustness: 2,
  queryIntervalMs: 125_000,
  queryIntervalShownMs: 125_000,
  queryIntervalOrigin: 'advertised',
  maxResponseMs: 10_000,
  groupMembershipMs: 260_000,
  otherQuerierPresentMs: 255_000,
  formula: 'rfc3376',
}

describe('why a host is a member', () => {
  it.each([
    ['its last report and the interval', 'confirmed', 1_260_000, 'computed'],
    ['within the rounding of timers', 'confirmed', 1_260_900, 'computed'],
    ['a specific query lowered it', 'confirmed', 1_002_000, 'shortened'],
    ['the timers were others', 'confirmed', 1_400_000, 'other-timers'],
    ['presumed lives as long as its group', 'presumed', 1_300_000, 'kept'],
  ] as const)('%s', (_name, state, expiresAt, end) => {
    const why = whyMember({ state, lastReportAt: 1_000_000, expiresAt }, TIMING)
    expect(why).toMatchObject({ end, dueAt: 1_260_000, expiresAt, responses: 1 })
  })
  it('counts the response twice where the formula does (RFC 9776 s8.4)', () => {
    const timing: Timing = { ...TIMING, formula: 'rfc9776', groupMembershipMs: 270_000 }
    const why = whyMember({ state: 'confirmed', lastReportAt: 0, expiresAt: 270_000 }, timing)
    expect([why.responses, why.end]).toEqual([2, 'computed'])
  })
  it('the arithmetic that is shown holds', () => {
    for (const formula of ['rfc3376', 'rfc9776'] as const) {
      const response = formula === 'rfc9776' ? 20_000 : 10_000
      const timing: Timing = { ...TIMING, formula, groupMembershipMs: 250_000 + response }
      const why = whyMember({ state: 'confirmed', lastReportAt: 0, expiresAt: 0 }, timing)
      expect(why.robustness * why.queryIntervalMs + why.responses * why.maxResponseMs).toBe(why.membershipMs)
    }
  })
})

describe('the order of members', () => {
  const row = (ip: string, group: string, expiresAt: number, presumed = false): MemberRow => ({
    key: `${ip} ${group}`,
    segment: '10',
    family: 'ipv4',
    group,
    groupName: null,
    host: { ip, mac: null },
    hostName: null,
    state: presumed ? 'presumed' : 'confirmed',
    version: 2,
    mode: 'EXCLUDE',
    sources: [],
    since: 0,
    lastReportAt: 0,
    expiresAt,
    reports: 1,
    unknownSince: null,
  })
  const rows = [
    row('10.0.0.10', '239.1.1.1', 5),
    row('10.0.0.9', '239.1.1.2', 7, true),
    row('10.0.0.2', '239.1.1.1', 5),
  ]
  it.each([
    ['subject', ['10.0.0.2', '10.0.0.9', '10.0.0.10']],
    ['-subject', ['10.0.0.10', '10.0.0.9', '10.0.0.2']],
    ['expiresAt', ['10.0.0.2', '10.0.0.10', '10.0.0.9']],
    ['-expiresAt', ['10.0.0.9', '10.0.0.2', '10.0.0.10']],
    ['state', ['10.0.0.2', '10.0.0.10', '10.0.0.9']],
    ['nonsense', ['10.0.0.2', '10.0.0.10', '10.0.0.9']],
  ])('%s', (sort, expected) => {
    expect(sortMembers(rows, sort, 'host').map(({ host }) => host.ip)).toEqual(expected)
  })
  it('knows its columns', () => {
    expect([isMemberColumn('-since'), isMemberColumn('mac')]).toEqual([true, false])
  })
  it('addresses by value, and a MAC after them', () => {
    expect(['02:00', '10.0.0.10', '10.0.0.9', '0.0.0.0'].sort(compareAddresses)).toEqual([
      '0.0.0.0',
      '10.0.0.9',
      '10.0.0.10',
      '02:00',
    ])
  })
})

describe('a host in an address', () => {
  it.each([
    [{ ip: '10.0.0.5', mac: '02:00:00:00:00:05' }, '10.0.0.5'],
    [{ ip: '10.0.0.5', mac: null }, '10.0.0.5'],
    [{ ip: '0.0.0.0', mac: '02:00:00:00:00:05' }, '02:00:00:00:00:05'],
  ])('%j goes there and back', (host, title) => {
    const { params, query } = toHost('eth1/10', host)
    expect(hostOf(params.host, query.mac)).toEqual(host)
    expect(hostTitle(host)).toBe(title)
  })
})

describe('the membership whose reason is shown', () => {
  const row = (key: string, state: MemberRow['state']): MemberRow => ({ key, state }) as MemberRow
  const rows = [row('a', 'confirmed'), row('b', 'presumed'), row('c', 'confirmed')]
  it.each([
    ['the chosen one', rows, 'c', 'c'],
    ['a presumed one, when none is chosen', rows, null, 'b'],
    ['a presumed one, when the chosen one is gone', rows, 'z', 'b'],
    ['the first, when all are confirmed', [rows[0]!, rows[2]!], null, 'a'],
    ['none of none', [], 'a', undefined],
  ] as const)('%s', (_name, list, chosen, key) => expect(explainedOf(list, chosen)?.key).toBe(key))
})
