import { beforeAll, describe, expect, it } from 'vitest'
import { familyOfText, protocolName, tellsRobustness, versionLabel } from '../../client/format/family.ts'
import { shortened } from '../../client/format/shortened.ts'
import { segmentTitle } from '../../client/format/use-format.ts'
import { switchLocale } from '../../client/i18n/index.ts'
import { compareAddresses } from '../../client/members/sort.ts'
import { hostOf, hostTitle, toHost } from '../../client/route-to.ts'
import { verdictText } from '../../client/verdict-text.ts'
import { verdict } from '../../client/verdict.ts'
import { NOW, segment } from './segment.ts'

const LONG = '2001:db8:1234:5678:9abc:def0:1234:5678'

describe('the two families of one segment', () => {
  beforeAll(() => switchLocale('en'))

  it.each([
    ['eth1/10', 'ipv4', 'VLAN 10'],
    ['eth1/10', 'ipv6', 'VLAN 10 · IPv6'],
    ['eth1/untagged', 'ipv6', 'untagged · IPv6'],
  ] as const)('%s of %s is called %s', (name, family, title) => {
    expect(segmentTitle(name, family)).toBe(title)
  })

  it('are told apart in the sentence of the wall', () => {
    const lost = segment('eth1/30', {
      family: 'ipv6',
      state: 'critical',
      condition: 'querier-lost',
      lastQueryAt: NOW - 372_000,
      nextExpiry: null,
    })
    const said = verdict([segment('eth1/30'), lost], { now: () => NOW, unseen: () => null })
    expect(verdictText(said, [lost]).replaceAll('\u00a0', ' ')).toBe(
      'VLAN 30 · IPv6 has no querier for 6 min 12 s; no stream runs there now.',
    )
  })

  it('have protocols of their own', () => {
    expect([protocolName('ipv4', 3), protocolName('ipv6', 2), protocolName('ipv6', 1)]).toEqual([
      'IGMPv3',
      'MLDv2',
      'MLDv1',
    ])
    expect([versionLabel('ipv4', 2), versionLabel('ipv6', 2)]).toEqual(['v2', 'MLDv2'])
    expect([tellsRobustness('ipv4', 3), tellsRobustness('ipv4', 2)]).toEqual([true, false])
    expect([tellsRobustness('ipv6', 2), tellsRobustness('ipv6', 1)]).toEqual([true, false])
    expect([familyOfText('ff02::fb'), familyOfText('239.1.1.1')]).toEqual(['ipv6', 'ipv4'])
  })
})

describe('the page of a host', () => {
  it.each([
    { ip: '10.0.0.5', mac: '02:00:00:00:00:05' },
    { ip: '0.0.0.0', mac: '02:00:00:00:00:05' },
    { ip: LONG, mac: '02:00:00:00:00:05' },
    { ip: 'fe80::1', mac: null },
  ])('is found again from its address: $ip', (host) => {
    const { params, query } = toHost('eth1/10', host)
    expect(hostOf(params.host, query.mac)).toEqual(host)
  })
  it('is named by the MAC where there is no address', () => {
    expect(hostTitle({ ip: '0.0.0.0', mac: '02:00:00:00:00:05' })).toBe('02:00:00:00:00:05')
    expect(hostTitle({ ip: 'fe80::1', mac: '02:00:00:00:00:05' })).toBe('fe80::1')
  })
})

describe('addresses', () => {
  it('are in the order of their values, IPv4 first', () => {
    const all = ['ff05::2', '239.1.1.10', 'ff02::fb', '239.1.1.9', 'ff05::10']
    expect([...all].sort(compareAddresses)).toEqual(['239.1.1.9', '239.1.1.10', 'ff02::fb', 'ff05::2', 'ff05::10'])
  })
  it('are cut in the middle where a label has no room', () => {
    expect(shortened(LONG, 19)).toBe('2001:db8:…1234:5678')
    expect(shortened('255.255.255.255', 19)).toBe('255.255.255.255')
    expect(shortened('02:00:00:00:00:05', 19)).toBe('02:00:00:00:00:05')
  })
})
