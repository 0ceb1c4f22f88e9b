// @vitest-environment jsdom
import './english.ts'
import { mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, it } from 'vitest'
import CountDown from '../../client/components/CountDown.vue'
import UnknownNote from '../../client/components/UnknownNote.vue'
import WallNotes from '../../client/components/wall/WallNotes.vue'
import { useLive } from '../../client/stores/live.ts'
import { useSettings } from '../../client/stores/settings.ts'
import { silentTaps, silentText } from '../../client/wall/notes.ts'
import type { SourceRow } from '../../shared/source.ts'
import { segment } from './segment.ts'

const SINCE = Date.UTC(2025, 10, 26, 3, 12)
const when = (): string => '03:12:00'

beforeEach(() => {
  setActivePinia(createPinia())
  useSettings().setZone('utc')
})

const tap = (name: string, over: Partial<SourceRow> = {}): SourceRow =>
  ({ name, kind: 'live', state: 'running', blindSince: null, ...over }) as SourceRow
const runs = tap('eth1')
const waits = tap('eth2', { state: 'waiting' })
const blind = tap('eth3', { state: 'waiting', blindSince: SINCE })
const failed = tap('eth4', { state: 'failed' })
const read = tap('file:a.pcap', { kind: 'file', state: 'ended' })
const joined = tap('hall', { kind: 'joined', state: 'waiting' })

it.each<[string, readonly SourceRow[], readonly string[] | null, string]>([
  ['all capture', [runs, read], null, ''],
  ['one of two waits and has no segment', [runs, waits], null, 'eth2: nothing captured yet, it waits'],
  ['one of two saw and waits', [runs, blind], null, 'eth3: blind since 03:12:00'],
  ['one of two failed', [runs, failed], null, 'eth4: its capture failed'],
  [
    'many do',
    [waits, blind, failed, runs],
    null,
    'eth2: nothing captured yet, it waits; eth3: blind since 03:12:00; one more source as well',
  ],
  ['several taps of one domain: each alone', [joined, waits], null, 'eth2: nothing captured yet, it waits'],
  ['a wall of other segments', [runs, blind], ['eth1'], ''],
  ['a wall of its segments', [runs, blind], ['eth1', 'eth3'], 'eth3: blind since 03:12:00'],
  ['a wall of segments that nobody has seen', [runs, waits], [], 'eth2: nothing captured yet, it waits'],
])('taps that give nothing are named: %s', (_, taps, of, said) => {
  const segments = of?.map((source) => segment(`${source}/10`, { source })) ?? null
  expect(silentText(silentTaps(taps, segments), when)).toBe(said)
})

const unknown = { memberships: 3, since: SINCE, knownAt: SINCE + 135_000 }
const notes = (over: Partial<InstanceType<typeof WallNotes>['$props']> = {}): string =>
  mount(WallNotes, {
    props: { sources: [], segments: null, unknown, said: { unknown: false, source: null }, ...over },
  }).text()

it('who is unknown is said beside whatever the sentence says, with its day', () => {
  const said = 'Members unknown since 2025-11-26 03:12:00, until 2025-11-26 03:14:15.'
  expect(notes()).toBe(said)
  expect(notes({ sources: [blind] })).toBe(`eth3: blind since 2025-11-26 03:12:00${said}`)
})

it('nothing is said twice: what the sentence says is not beside it', () => {
  expect(notes({ said: { unknown: true, source: null } })).toBe('')
  expect(notes({ unknown: null, sources: [failed], said: { unknown: false, source: 'eth4' } })).toBe('')
})

it.each([
  [
    'while the tap is blind',
    { ...unknown, knownAt: null },
    3,
    /^3 memberships are unknown since .*03:12:00: the tap is blind\.$/,
  ],
  ['until all is known again', unknown, 1, /^1 membership was not heard .*03:12:00: .* known by .*03:14:15\.$/],
  ['none of those that are shown', unknown, 0, /^$/],
  ['when all is known', null, 2, /^$/],
])('a page says who is unknown: %s', (_, all, of, said) => {
  expect(mount(UnknownNote, { props: { unknown: all, of } }).text()).toMatch(said)
})

it('what would end counts down no further while its tap is blind: nothing ends then', () => {
  const sources = [{ name: 'eth3', state: 'waiting' as const, lastFrameAt: SINCE, blindSince: SINCE, clock: null }]
  useLive().sink.pulse({ now: SINCE + 300_000, truncated: null, unknown: null, sources, segments: [] })
  const left = (source: string): string =>
    mount(CountDown, { props: { at: SINCE + 118_000, source, state: 'stale' } }).text()
  expect([left('eth3'), left('eth1')]).toEqual(['1:58', '0:00'])
})
