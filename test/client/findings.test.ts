import './english.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { briefFinding } from '../../client/findings/brief.ts'
import { groupLink, hostLink, toSegment } from '../../client/findings/place.ts'
import { readFindings, requestOf, writeFindings } from '../../client/findings/query.ts'
import { acknowledgedText, findingRemedy, findingText } from '../../client/findings/text.ts'
import { valuesText } from '../../client/format/values.ts'
import { switchLocale } from '../../client/i18n/index.ts'
import { findingToSay, furtherAlarms, type Alarms } from '../../client/verdict-finding.ts'
import { verdict, type Moments } from '../../client/verdict.ts'
import { FINDING_CODES, type FindingRow } from '../../shared/finding.ts'
import { FINDING_SENTENCES } from '../../shared/finding-text.ts'
import type { SegmentRow } from '../../shared/segment.ts'
import { SECOND } from '../../shared/time.ts'
import { finding } from './finding-row.ts'
import { NOW, segment } from './segment.ts'

const moment = (at: number): string => new Date(at).toISOString().slice(11, 19)
const plain = (text: string): string => text.replaceAll('\u00a0', ' ')

beforeAll(() => switchLocale('en'))
afterAll(() => switchLocale('en'))

describe('the address of the page of findings', () => {
  it.each<[Record<string, unknown>, Record<string, string>]>([
    [{}, {}],
    [{ filter: 'severity:critical vlan:20' }, { filter: 'severity:critical vlan:20' }],
    [{ severity: 'critical', state: 'open' }, { filter: 'severity:critical state:open' }],
    [{ state: 'all' }, {}],
    [{ severity: 'bad', code: 'nothing', state: 'ajar', open: '' }, {}],
    [
      { code: 'loop', open: 'k' },
      { filter: 'code:loop', open: 'k' },
    ],
    [{ segment: 'eth1/10', filter: 'severity:warning' }, { filter: 'severity:warning segment:eth1/10' }],
    [
      { zone: 'utc', system: 'ios' },
      { zone: 'utc', system: 'ios' },
    ],
  ])('%j is kept as %j', (query, address) => {
    expect(writeFindings(query, {})).toEqual(address)
  })
  it('asks the server for what it says, open and closed', () => {
    expect(requestOf(readFindings({}))).toEqual({ state: 'all', filter: '', limit: 200 })
    expect(requestOf(readFindings({ severity: 'warning', code: 'loop', state: 'closed' }))).toEqual({
      filter: 'severity:warning state:closed code:loop',
      state: 'all',
      limit: 200,
    })
  })
})

describe('who took note of a finding', () => {
  it.each([
    ['en', 'ana', 'Acknowledged 12:00:00 by ana'],
    ['en', null, 'Acknowledged 12:00:00'],
    ['pt-BR', 'token:noc', 'Reconhecido 12:00:00 por token:noc'],
    ['pt-BR', null, 'Reconhecido 12:00:00'],
  ] as const)('%s, %s', async (locale, by, text) => {
    await switchLocale(locale)
    expect(plain(acknowledgedText({ at: Date.UTC(2026, 2, 1, 12), by, note: '' }, moment))).toBe(text)
    await switchLocale('en')
  })
})

describe('a finding in words', () => {
  it('writes durations and moments, and leaves the rest as it is', () => {
    expect(
      valuesText(
        { shortMs: 1_540, timerMs: 124_960, longMs: 372_000, lastAt: NOW, count: 12_345, whom: '10.0.0.9' },
        moment,
      ),
    ).toEqual({
      shortMs: '1.5 s',
      timerMs: '125 s',
      longMs: '6\u00a0min\u00a012\u00a0s',
      lastAt: '00:04:37',
      count: '12345',
      whom: '10.0.0.9',
    })
  })
  it('says its sentence in the language of the page', async () => {
    expect(findingText(finding(), moment)).toMatch(/10\.0\.0\.9.*10\.0\.0\.1.*23:54:37/)
    await switchLocale('pt-BR')
    expect(findingText(finding(), moment)).toMatch(/10\.0\.0\.9.*10\.0\.0\.1.*23:54:37/)
    expect(valuesText({ shortMs: 1_540 }, moment)).toEqual({ shortMs: '1,5 s' })
    await switchLocale('en')
  })
  it('says in words what is wrong with messages', async () => {
    const values = { faulty: 28, messages: 30, percent: 93, faults: 'no-router-alert 25, from-next-year 3' }
    const bad = finding({ code: 'bad-sender', sentence: 'bad-sender-router-alert', values })
    expect(findingText(bad, moment)).toMatch(/\(93\s%\): no Router Alert \(25\), from-next-year 3\.$/)
    await switchLocale('pt-BR')
    expect(findingText(bad, moment)).toMatch(/: sem Router Alert \(25\), from-next-year 3\.$/)
    await switchLocale('en')
  })
  it('stands by its title where the page does not know the sentence yet', () => {
    expect(findingText(finding({ sentence: 'from-next-year' }), moment)).toBe('Two queriers.')
  })
  it.each(FINDING_CODES)('%s has a remedy or none, never a key', async (code) => {
    for (const locale of ['en', 'pt-BR'] as const) {
      await switchLocale(locale)
      expect(findingRemedy(code) ?? '').not.toMatch(/^(finding|remedy)\./)
    }
    await switchLocale('en')
  })
})

describe('what a finding leads to', () => {
  it('a host has its page, a querier that of the queriers', () => {
    const host = { ip: '10.0.0.9', mac: '02:00:00:00:00:09' }
    expect(hostLink(finding())).toEqual(toSegment('eth1/10', 'ipv4'))
    expect(hostLink(finding({ code: 'deaf-host' }))).toMatchObject({ name: 'host', query: { mac: host.mac } })
    expect(hostLink(finding({ segment: null }))).toBeNull()
  })
  it('the IPv6 half of a segment is one of its own', () => {
    expect(toSegment('eth1/10', 'ipv6')).toEqual({ name: 'queriers', query: { segment: 'eth1/10|ipv6' } })
    const subject = { group: 'ff05::2', host: null }
    expect(groupLink(finding({ subject }))).toMatchObject({ params: { segment: 'eth1/10', group: 'ff05::2' } })
  })
})

describe('the finding that the wall says', () => {
  const moments: Moments = { now: () => NOW, unseen: () => 112 * SECOND }
  const alarms = (worst: FindingRow | null, critical = 0, warning = 0): Alarms => ({
    critical,
    warning,
    information: 4,
    worst,
  })
  const ok = segment('eth1/10')
  const late = segment('eth1/20', { state: 'warning', condition: 'query-late' })
  const lost = segment('eth1/30', { state: 'critical', condition: 'querier-lost' })
  const stopped = segment('eth1/10', { state: 'stale', condition: 'source-stopped' })
  const warning = (over: Partial<FindingRow>): FindingRow =>
    finding({ code: 'querier-flaps', sentence: 'querier-flaps', severity: 'warning', ...over })

  it.each<[string, readonly SegmentRow[], FindingRow | null, boolean]>([
    ['nothing found', [ok], null, false],
    ['all segments well', [ok], finding(), true],
    ['a warning while all is well', [ok], warning({}), true],
    ['worse than a late query', [ok, late], finding(), true],
    ['as bad as a late query elsewhere', [ok, late], warning({}), false],
    ['one host, worse than a late query', [ok, late], finding({ code: 'deaf-host' }), true],
    ['one host, as bad as a late query there', [ok, late], warning({ code: 'deaf-host', segment: 'eth1/20' }), false],
    ['one host, while streams stop', [ok, lost], finding({ code: 'deaf-host', segment: 'eth1/10' }), false],
    ['one host, while all segments are well', [ok], finding({ code: 'deaf-host' }), true],
    ['why the query is late', [ok, late], warning({ segment: 'eth1/20' }), true],
    ['the other family of that segment', [ok, late], warning({ segment: 'eth1/20', family: 'ipv6' }), false],
    ['beside a stream that stops', [ok, lost], finding(), false],
    ['a lost querier says so itself', [ok, lost], finding({ code: 'querier-silent', segment: 'eth1/30' }), false],
    ['of a tap that stopped', [stopped], finding(), false],
    ['of another tap than the one that stopped', [stopped], finding({ source: 'eth2', segment: 'eth2/10' }), true],
  ])('%s', (_name, segments, worst, says) => {
    expect(findingToSay(verdict(segments, moments), alarms(worst, 1), segments)).toBe(says ? worst : null)
  })

  it('counts what it does not say', () => {
    const well = verdict([ok], moments)
    expect(furtherAlarms(well, finding(), alarms(finding(), 2, 3))).toBe(4)
    // The lost querier is the first of them.
    expect(furtherAlarms(verdict([lost], moments), null, alarms(finding(), 1, 1))).toBe(1)
    expect(furtherAlarms(well, null, null)).toBe(0)
  })

  it('is short enough to be read from afar', () => {
    expect(briefFinding(finding(), moment)).toMatch(/^VLAN 10: 10\.0\.0\.9 [^.]*10\.0\.0\.1 [^.]*23:54:37\.$/)
    const values = { loser: 'fe80::a1b2:c3d4:e5f6:a7b8', querier: 'fe80::9999:c3d4:e5f6:a7b8', lostAt: NOW }
    const host = { ip: 'fe80::a1b2:c3d4:e5f6:a7b8', mac: null }
    expect(briefFinding(finding({ values, family: 'ipv6', subject: { group: null, host } }), moment)).toBe(
      'VLAN 10 · IPv6: Two queriers (fe80::a1b2:c3d4:e5f6:a7b8).',
    )
    expect(briefFinding(finding({ segment: null, family: null, sentence: 'x' }), moment)).toBe(
      'The tap eth1: Two queriers.',
    )
  })
  it('says where, when several sources have a segment of that name', () => {
    const names = ['eth1/10', 'eth2/10', 'eth1/untagged']
    expect(briefFinding(finding(), moment, names)).toMatch(/^VLAN 10 \(eth1\): /)
    expect(briefFinding(finding({ segment: 'eth1/untagged' }), moment, names)).toMatch(/^untagged: /)
  })
  it.each(Object.entries(FINDING_SENTENCES))('%s has room on the wall', async (sentence, template) => {
    const code = FINDING_CODES.find((known) => sentence === known || sentence.startsWith(`${known}-`))
    const values = Object.fromEntries(
      [...template.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => [
        name,
        name.endsWith('Ms') ? 260_000 : name.endsWith('At') ? NOW : 'fe80::a1b2:c3d4:e5f6:a7b8',
      ]),
    )
    for (const locale of ['en', 'pt-BR'] as const) {
      await switchLocale(locale)
      const said = briefFinding(finding({ code: code ?? 'loop', sentence, values, family: 'ipv6' }), moment)
      expect(said.length).toBeLessThanOrEqual(84)
      expect(said).not.toMatch(/\{\w+\}/)
    }
    await switchLocale('en')
  })
  it('is said in Portuguese too', async () => {
    await switchLocale('pt-BR')
    expect(plain(briefFinding(finding(), moment))).toMatch(/^VLAN 10: .*10\.0\.0\.9/)
    await switchLocale('en')
  })
})
