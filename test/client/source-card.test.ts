// @vitest-environment jsdom
import './english.ts'
import { mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { beforeAll, describe, expect, it } from 'vitest'
import SourceCard from '../../client/components/sources/SourceCard.vue'
import { switchLocale } from '../../client/i18n/index.ts'
import type { SourceRow } from '../../shared/source.ts'
import type { Sight } from '../../shared/sight.ts'
import { NOW } from './segment.ts'

const row = (over: Partial<SourceRow> = {}): SourceRow => ({
  key: 'eth1',
  name: 'eth1',
  kind: 'live',
  state: 'running',
  blindSince: null,
  notice: null,
  limits: [],
  frames: 10,
  igmp: 10,
  duplicates: 0,
  loops: 0,
  droppedByKernel: 0,
  lost: null,
  sampled: false,
  parent: null,
  sight: [],
  undecodable: {},
  problems: {},
  refused: { segments: 0, groups: 0, hosts: 0, memberships: 0, sources: 0 },
  evicted: { segments: 0, groups: 0, hosts: 0, memberships: 0 },
  truncated: null,
  lastFrameAt: NOW,
  lastIgmpAt: NOW,
  clock: null,
  pendingSenders: [],
  approvedSenders: [],
  samples: { count: 0, last: [] },
  ...over,
})
const shown = (over: Partial<SourceRow>) =>
  mount(SourceCard, { props: { row: row(over) }, global: { plugins: [createPinia()] } })
const textOf = (over: Partial<SourceRow>): string => shown(over).text().replace(/\s+/g, ' ')

describe('the card of a source', () => {
  beforeAll(() => switchLocale('en'))

  it('says plainly that a sampled one counts for nothing, and only then', () => {
    expect(textOf({ sampled: true })).toContain('Sampled: shown, never counted.')
    expect(textOf({})).not.toContain('Sampled')
  })
  it.each([
    ['waits for its interface', { state: 'waiting', blindSince: NOW }],
    ['hangs', { state: 'running', blindSince: NOW }],
  ] as const)('does not say that messages arrive at one that %s', (_what, over) => {
    expect(textOf(over)).toContain('Nothing comes in now; the last message came')
    expect(textOf(over)).not.toContain('IGMP or MLD arrives')
    expect(textOf({})).toContain('IGMP or MLD arrives')
  })
  it('has the shape of what is stale where it saw and waits', () => {
    expect(shown({ state: 'waiting', blindSince: NOW }).find('.source-state').classes()).toContain('stale')
    expect(shown({ state: 'waiting' }).find('.source-state').classes()).toContain('warming')
  })
  it('tells frames lost on the way where the mirror numbers them', () => {
    expect(textOf({ lost: 1_234 })).toContain('Lost on the way1,234')
    expect(shown({ lost: 3 }).find('dd.warn').text()).toBe('3')
    expect(textOf({ lost: null })).not.toContain('Lost on the way')
  })
  it('names the listener that found it', () => {
    expect(textOf({ name: 'core1', parent: 'tzsp' })).toContain('found by tzsp')
  })

  it('tells what the tap can see, good news and limits apart', () => {
    const seen: Sight[] = [
      { code: 'both-directions', good: true, sentence: 'both-directions', values: { segments: 'eth1/10' }, since: NOW },
      {
        code: 'queries-only',
        good: false,
        sentence: 'queries-only',
        values: { silentMs: 260_000, segments: 'eth1/20' },
        since: null,
      },
    ]
    const card = shown({ sight: seen })
    const lines = card.findAll('.sight li')
    expect(lines.map((line) => line.classes())).toEqual([['ok'], ['warning']])
    expect(lines[0]?.text()).toMatch(/Seen: .*eth1\/10/)
    expect(lines[1]?.text()).toMatch(/Limit: .*260 s.*eth1\/20/)
  })
  it('shows the code of what it does not know yet', () => {
    const sight = [
      { code: 'cut', good: false, sentence: 'from-next-year', values: {}, since: null },
    ] as unknown as Sight[]
    expect(shown({ sight }).find('.sight li').text()).toMatch(/Limit: cut$/)
  })
  it('names damaged tunnels, and a reason of a newer server by its code', () => {
    const text = textOf({ undecodable: { 'vxlan-malformed': 2, 'sent-by-pigeon': 1 } })
    expect(text).toContain('malformed VXLAN 2')
    expect(text).toContain('sent-by-pigeon 1')
  })
})
