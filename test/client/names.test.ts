// @vitest-environment jsdom
import './english.ts'
import { mount } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import NamedAddress from '../../client/components/NamedAddress.vue'
import SegmentLabel from '../../client/components/SegmentLabel.vue'
import { bytes } from '../../client/format/bytes.ts'
import { segmentNamed } from '../../client/format/use-format.ts'
import { entriesOf } from '../../client/names/book.ts'
import { knownNames } from '../../client/names/known.ts'
import { isNamedAlone, segmentNames } from '../../client/names/segments.ts'
import { labelOf, nameTitle, withAddress } from '../../client/names/text.ts'
import { wrongField } from '../../client/names/wrong-field.ts'
import { bookSubjects } from '../../client/route-to.ts'
import type { Name, NamedEvent, NameEntry } from '../../shared/names.ts'

const given = (text: string, exact = true): Name => ({ text, origin: 'given', exact })
const GROUP = '239.1.1.1'

afterEach(() => {
  segmentNames.value = {}
  vi.unstubAllGlobals()
})

describe('a name', () => {
  it.each<[Name | null, string, string]>([
    [null, GROUP, GROUP],
    [given('TV Sport 1'), 'TV Sport 1', 'TV Sport 1 (239.1.1.1)'],
    [{ text: 'PTP primary', origin: 'registry', exact: true }, 'PTP primary', 'PTP primary (239.1.1.1)'],
    // That of a range never stands for one of its addresses.
    [given('Channels', false), GROUP, GROUP],
  ])('%j is called %s, and in a sentence %s', (name, label, said) => {
    expect([labelOf(GROUP, name), withAddress(GROUP, name)]).toEqual([label, said])
  })

  it('says with a pointer what it is of, and who gave it', () => {
    expect(nameTitle(GROUP, given('TV Sport 1'))).toBe('TV Sport 1 · 239.1.1.1 · given here')
    expect(nameTitle(GROUP, given('Channels', false))).toBe('Channels · 239.1.1.1 · given here to its range')
    expect(nameTitle(GROUP, null)).toBe(GROUP)
  })

  const textOf = (name: Name | null, brief = false): string =>
    mount(NamedAddress, { props: { address: GROUP, name, brief } }).text()
  it('stands before its address; that of a range behind it, and never alone', () => {
    expect(textOf(given('TV Sport 1'))).toBe(`TV Sport 1${GROUP}`)
    expect(textOf(given('TV Sport 1'), true)).toBe('TV Sport 1')
    expect(textOf(given('Channels', false))).toBe(`${GROUP}Channels`)
    expect(textOf(given('Channels', false), true)).toBe(GROUP)
    expect(textOf(null)).toBe(GROUP)
  })
  it('is text, whatever it says', () => {
    const shown = mount(NamedAddress, { props: { address: GROUP, name: given('<img src=x> {{ 1 }}') } })
    expect(shown.find('img').exists()).toBe(false)
    expect(shown.find('bdi').text()).toBe('<img src=x> {{ 1 }}')
  })
})

describe('names of segments', () => {
  it('stand beside the VLAN; where it was seen, only where that tells it from another', () => {
    const shown = (segment: string): string => mount(SegmentLabel, { props: { segment } }).text()
    expect(shown('eth1/10')).toBe('VLAN 10 eth1')
    segmentNames.value = { 'eth1/10': 'IPTV', 'eth1/20': 'Studio', 'eth2/20': 'Studio' }
    expect(shown('eth1/10')).toBe('VLAN 10 IPTV')
    expect(shown('eth1/20')).toBe('VLAN 20 Studio eth1')
    expect([isNamedAlone('eth1/10'), isNamedAlone('eth2/20'), isNamedAlone('eth1/30')]).toEqual([true, false, false])
    expect([segmentNamed('eth1/10'), segmentNamed('eth1/10', 'ipv6'), segmentNamed('eth1/30')]).toEqual([
      'VLAN 10 IPTV',
      'VLAN 10 · IPv6 IPTV',
      'VLAN 30',
    ])
  })
  it('are those that were given, not what every object has', () => {
    expect(segmentNamed('constructor')).toBe('constructor')
  })
})

describe('names in what was', () => {
  const host = { ip: '10.0.0.5', mac: '02:00:00:00:00:05' }
  const joined = (group: string, groupName: Name | null, hostName: Name | null): NamedEvent => ({
    event: 'joined',
    at: 1,
    segment: 'eth1/10',
    family: 'ipv4',
    vlans: [10],
    group,
    host,
    version: 3,
    mode: 'EXCLUDE',
    sources: [],
    frame: 1,
    groupName,
    hostName,
  })
  it('are found again by the address', () => {
    const known = knownNames([joined(GROUP, given('Old'), null), joined(GROUP, given('TV Sport 1'), given('Box 5'))])
    expect(known.group(GROUP)?.text).toBe('TV Sport 1')
    expect(known.host(host)?.text).toBe('Box 5')
    expect([known.group('239.1.1.2'), known.host({ ...host, mac: null })]).toEqual([null, null])
  })
})

describe('a rename in place', () => {
  const entry = (subject: string, on: string | null, name: string): NameEntry => ({ kind: 'host', subject, on, name })
  it('changes the entry that names this one: on this segment before everywhere, the address before the MAC', async () => {
    const asked: string[] = []
    vi.stubGlobal('fetch', (url: string) => {
      const filter = new URL(url, 'http://x').searchParams.get('filter') ?? ''
      asked.push(filter)
      const all = [
        entry('10.0.0.5', null, 'Box'),
        entry('10.0.0.50', null, 'Another'),
        entry('10.0.0.5', 'eth1/20', 'On another segment'),
        entry('10.0.0.5', 'eth1/10', 'Box in the lobby'),
        entry('02:00:00:00:00:05', null, 'By its card'),
      ]
      const rows = all.filter(({ subject }) => subject.includes(filter))
      return Promise.resolve(
        new Response(JSON.stringify({ total: 5, matching: rows.length, offset: 0, limit: 9, rows })),
      )
    })
    const subjects = bookSubjects({ ip: '10.0.0.5', mac: '02:00:00:00:00:05' })
    const found = await entriesOf('host', subjects, 'eth1/10')
    expect(found.map(({ name }) => name)).toEqual(['Box in the lobby', 'Box', 'By its card'])
    expect(asked).toEqual(subjects)
  })
  it('knows a host without an address by its MAC alone', () => {
    expect(bookSubjects({ ip: '0.0.0.0', mac: '02:00:00:00:00:05' })).toEqual(['02:00:00:00:00:05'])
    expect(bookSubjects({ ip: '10.0.0.5', mac: null })).toEqual(['10.0.0.5'])
  })
  it.each([
    ['name-no-group', 'subject'],
    ['name-no-segment', 'subject'],
    ['name-segment-on', 'on'],
    ['name-too-long', 'name'],
    ['name-not-plain', 'name'],
    ['names-full', null],
    [null, null],
  ] as const)('the refusal %s is told at the field %s', (code, field) => {
    expect(wrongField(code)).toBe(field)
  })
})

describe('sizes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_000, '1.0 kB'],
    [18_240, '18.2 kB'],
    [10_737_418_240, '10.7 GB'],
    [512_000_000, '512 MB'],
  ])('%d octets are %s', (count, text) => {
    expect(bytes(count)).toBe(text)
  })
})
