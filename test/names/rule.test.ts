import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NameBook } from '../../server/names/book.ts'
import { formatAddress, ipv4, mac, type Address } from '../../shared/address.ts'
import type { Name, NameEntry } from '../../shared/names.ts'
import { at, entry, host, segment } from './who.ts'

const bookOf = (lines: readonly string[], dns: Record<string, string> = {}): NameBook =>
  new NameBook(lines.map(entry), (address: Address) => dns[formatAddress(address)] ?? null)
const told = (name: Name | null): string | null => name && `${name.text} (${name.exact ? '' : 'range, '}${name.origin})`

describe('what a group is called', () => {
  it.each<[string, readonly string[], string, string, string | null]>([
    ['nothing is known', [], '239.1.1.1', 'eth1/10', null],
    ['given', ['group 239.1.1.1 = One'], '239.1.1.1', 'eth1/10', 'One (given)'],
    ['given before the registries', ['group 224.0.0.251 = Ours'], '224.0.0.251', 'eth1/10', 'Ours (given)'],
    ['a range', ['group 239.1.0.0/16 = Range'], '239.1.1.1', 'eth1/10', 'Range (range, given)'],
    ['outside the range', ['group 239.1.0.0/16 = Range'], '239.2.1.1', 'eth1/10', null],
    [
      'the exact one before the range',
      ['group 239.1.1.0/24 = Range', 'group 239.1.1.1 = One'],
      '239.1.1.1',
      'eth1/10',
      'One (given)',
    ],
    [
      'the longest prefix first',
      ['group 239.1.0.0/16 = Wide', 'group 239.1.1.0/24 = Narrow', 'group 224.0.0.0/4 = All'],
      '239.1.1.1',
      'eth1/10',
      'Narrow (range, given)',
    ],
    [
      'the longest prefix before its segment',
      ['group 239.1.0.0/16 @ eth1/10 = Here', 'group 239.1.1.0/24 = Narrow'],
      '239.1.1.1',
      'eth1/10',
      'Narrow (range, given)',
    ],
    [
      'of one prefix its segment first',
      ['group 239.1.1.0/24 = Everywhere', 'group 239.1.1.0/24 @ eth1/10 = Here'],
      '239.1.1.1',
      'eth1/10',
      'Here (range, given)',
    ],
    [
      'its segment first',
      ['group 239.1.1.1 = Everywhere', 'group 239.1.1.1 @ vlan:10 = Here'],
      '239.1.1.1',
      'eth1/10',
      'Here (given)',
    ],
    [
      'another segment',
      ['group 239.1.1.1 = Everywhere', 'group 239.1.1.1 @ vlan:10 = Here'],
      '239.1.1.1',
      'eth1/20',
      'Everywhere (given)',
    ],
    [
      'the exact one everywhere before a range here',
      ['group 239.1.1.0/24 @ eth1/10 = Here', 'group 239.1.1.1 = One'],
      '239.1.1.1',
      'eth1/10',
      'One (given)',
    ],
    [
      'its path before its stack before a pattern',
      ['group 239.1.1.1 @ eth1/* = Pattern', 'group 239.1.1.1 @ vlan:10 = Stack', 'group 239.1.1.1 @ eth1/10 = Path'],
      '239.1.1.1',
      'eth1/10',
      'Path (given)',
    ],
    [
      'its stack before a pattern',
      ['group 239.1.1.1 @ eth1/* = Pattern', 'group 239.1.1.1 @ vlan:10 = Stack'],
      '239.1.1.1',
      'eth1/10',
      'Stack (given)',
    ],
    [
      'the pattern with most letters',
      ['group 239.1.1.1 @ * = All', 'group 239.1.1.1 @ eth1/* = Eth', 'group 239.1.1.1 @ e*0 = E'],
      '239.1.1.1',
      'eth1/10',
      'Eth (given)',
    ],
    ['a path in any case', ['group 239.1.1.1 @ ETH1/10 = Here'], '239.1.1.1', 'eth1/10', 'Here (given)'],
    [
      'a registry before a given range',
      ['group 224.0.0.0/4 = Ours'],
      '224.0.1.129',
      'eth1/10',
      'PTP primary (registry)',
    ],
    [
      'a given range before a range of the registries',
      ['group 239.255.0.0/16 = Light'],
      '239.255.0.17',
      'eth1/10',
      'Light (range, given)',
    ],
    ['IPv6, exact', ['group ff0e::1234 = Six'], 'ff0e::1234', 'eth1/10', 'Six (given)'],
    ['IPv6, range', ['group ff3e::/32 = Six'], 'ff3e::8000:1', 'eth1/10', 'Six (range, given)'],
    [
      'IPv6, the longest prefix',
      ['group ff3e::/32 = Six', 'group ff3e:0:0:1::/64 = Sixty-four'],
      'ff3e::1:0:0:0:9',
      'eth1/10',
      'Sixty-four (range, given)',
    ],
  ])('%s', (_case, lines, group, place, expected) => {
    // In any order of the lines.
    for (const given of [lines, [...lines].reverse()]) {
      expect(told(bookOf(given).group(at(group), segment(place)))).toBe(expected)
    }
  })
})

const MAC = '02:00:5e:10:00:01'
describe('what a host is called', () => {
  it.each<[string, readonly string[], Record<string, string>, string, string | null, string | null]>([
    ['nothing is known', [], {}, '10.0.0.5', MAC, null],
    ['by its address', ['host 10.0.0.5 = Box'], {}, '10.0.0.5', MAC, 'Box (given)'],
    ['by its MAC', [`host ${MAC} = Card`], {}, '10.0.0.5', MAC, 'Card (given)'],
    ['by its MAC alone', [`host ${MAC} = Card`, 'host 0.0.0.0/1 = Range'], {}, '0.0.0.0', MAC, 'Card (given)'],
    ['no range for who has no address', ['host 10.0.0.0/7 = Range'], {}, '0.0.0.0', MAC, null],
    ['address before MAC', [`host ${MAC} = Card`, 'host 10.0.0.5 = Box'], {}, '10.0.0.5', MAC, 'Box (given)'],
    ['given before the DNS', [`host ${MAC} = Card`], { '10.0.0.5': 'box.lan' }, '10.0.0.5', MAC, 'Card (given)'],
    ['the DNS before a range', ['host 02:00:5e* = Maker'], { '10.0.0.5': 'box.lan' }, '10.0.0.5', MAC, 'box.lan (dns)'],
    [
      'the first part of a MAC before a prefix',
      ['host 02:00:5e* = Maker', 'host 10.0.0.0/24 = Net'],
      {},
      '10.0.0.5',
      MAC,
      'Maker (range, given)',
    ],
    [
      'the longest first part',
      ['host 02:00* = Two', 'host 02:00:5e:1* = Seven'],
      {},
      '10.0.0.5',
      MAC,
      'Seven (range, given)',
    ],
    ['a prefix', ['host 10.0.0.0/24 = Net', 'host 10.0.0.0/8 = Ten'], {}, '10.0.0.5', null, 'Net (range, given)'],
    ['its segment', ['host 10.0.0.5 = Box', 'host 10.0.0.5 @ vlan:10 = Here'], {}, '10.0.0.5', null, 'Here (given)'],
    [
      'a MAC here after the address everywhere',
      [`host ${MAC} @ vlan:10 = Here`, 'host 10.0.0.5 = Box'],
      {},
      '10.0.0.5',
      MAC,
      'Box (given)',
    ],
    ['IPv6', ['host 2001:db8::/32 = Docs', 'host fe80::1 = Router'], {}, 'fe80::1', null, 'Router (given)'],
  ])('%s', (_case, lines, dns, ip, card, expected) => {
    for (const given of [lines, [...lines].reverse()]) {
      const book = bookOf(given, dns)
      expect(told(book.host(host(ip, card), segment('eth1/10')))).toBe(expected)
      expect(told(book.knownHost(host(ip, card), segment('eth1/10')))).toBe(expected)
    }
  })
})

describe('what a segment is called', () => {
  it.each<[string, readonly string[], string, string | null]>([
    ['nothing', [], 'eth1/10', null],
    ['by its path', ['segment eth1/10 = IPTV'], 'eth1/10', 'IPTV'],
    ['by its VLAN', ['segment vlan:10 = IPTV'], 'tzsp:192.0.2.1/10', 'IPTV'],
    ['a stack is another VLAN', ['segment vlan:10 = IPTV'], 'eth1/100.10', null],
    ['by its stack', ['segment vlan:100.10 = Customer'], 'eth1/100.10', 'Customer'],
    ['untagged', ['segment vlan:untagged = Native'], 'eth1/untagged', 'Native'],
    ['by a pattern', ['segment eth1/* = Core', 'segment * = All'], 'eth1/30', 'Core'],
    ['its path first', ['segment eth1/* = Core', 'segment eth1/10 = IPTV', 'segment vlan:10 = Ten'], 'eth1/10', 'IPTV'],
  ])('%s', (_case, lines, place, expected) => {
    for (const given of [lines, [...lines].reverse()]) expect(bookOf(given).segment(segment(place))).toBe(expected)
  })
})

describe('the longest prefix', () => {
  const someIPv4 = fc.integer({ min: 0, max: 0x1f }).map((low) => ipv4(0xef010100 | low))
  const prefix = fc.tuple(someIPv4, fc.integer({ min: 26, max: 31 }))
  it('is found among any', () => {
    fc.assert(
      fc.property(fc.array(prefix, { maxLength: 12 }), someIPv4, (prefixes, group) => {
        const book = new NameBook(
          prefixes.map(([base, bits], i): NameEntry => {
            return { kind: 'group', subject: `${formatAddress(base)}/${bits}`, on: null, name: `${bits} ${i}` }
          }),
        )
        const fits = prefixes
          .filter(([base, bits]) => (base ^ group) >>> (32 - bits) === 0)
          .map(([, bits]) => bits)
          .sort((a, b) => b - a)
        const name = book.group(group, segment('10'))
        expect(name === null ? undefined : Number(name.text.split(' ')[0])).toBe(fits[0])
      }),
    )
  })

  it('of MACs, too', () => {
    const digits = fc.stringMatching(/^02005e1[0-3]{0,4}$/)
    fc.assert(
      fc.property(fc.array(digits, { maxLength: 12 }), fc.stringMatching(/^02005e1[0-3]{5}$/), (starts, card) => {
        const book = new NameBook(
          starts.map((start): NameEntry => ({ kind: 'host', subject: `${start}*`, on: null, name: start })),
        )
        const fits = starts.filter((start) => card.startsWith(start)).sort((a, b) => b.length - a.length)
        const found = book.host({ ip: ipv4(0x0a000001), mac: mac(Number.parseInt(card, 16)) }, segment('10'))
        expect(found?.text).toBe(fits[0])
      }),
    )
  })
})
