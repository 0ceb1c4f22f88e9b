import { isIPv6 } from 'node:net'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  compareAddress,
  groupsOf,
  ipv6,
  isLinkLocalAddress,
  isLinkLocalGroup,
  isMulticast,
  isNeverReported,
  isSourceSpecific,
  parseAddress,
  parseIPv6,
} from '../../shared/address.ts'

const at = (text: string): NonNullable<ReturnType<typeof parseIPv6>> => {
  const address = parseIPv6(text)
  if (address === null) throw new Error(`${text} is no address`)
  return address
}

describe('IPv6 addresses as text', () => {
  it.each([
    ['0:0:0:0:0:0:0:0', '::'],
    ['FF02:0:0:0:0:0:0:16', 'ff02::16'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'], // RFC 5952 s4.2.3: the first of the longest runs
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'], // s4.2.2: one zero group is not shortened
    ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
    ['::ffff:192.0.2.1', '::ffff:c000:201'],
    ['fe80::', 'fe80::'],
    ['ff3e::8000:1', 'ff3e::8000:1'],
  ])('%s is %s', (written, canonical) => {
    expect(parseIPv6(written)).toBe(canonical)
  })

  it.each([
    '',
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '12345::',
    'fe80::1%eth0',
    '::1.2.3.256',
    '1.2.3.4::',
    'g::',
  ])('%j is none', (text) => {
    expect(parseIPv6(text)).toBeNull()
  })

  it('reads what it writes', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constant(0), fc.nat(0xffff)), { minLength: 8, maxLength: 8 }), (groups) => {
        const text = ipv6(groups)
        expect(isIPv6(text)).toBe(true)
        expect(groupsOf(text)).toEqual(groups)
        expect(parseAddress(text)).toBe(text)
      }),
    )
  })

  it('sorts by value, IPv4 first', () => {
    const texts = ['ff02::1', '239.0.0.1', '2001:db8::10', '10.0.0.1', '2001:db8::9']
    const sorted = texts.map((text) => parseAddress(text)!).sort(compareAddress)
    expect(sorted.map((a) => (typeof a === 'number' ? a >>> 24 : a))).toEqual([
      10,
      239,
      '2001:db8::9',
      '2001:db8::10',
      'ff02::1',
    ])
  })
})

describe('what an IPv6 address is', () => {
  it.each([
    ['ff02::fb', { multicast: true, local: true, specific: false, never: false }],
    ['ff02::1', { multicast: true, local: true, specific: false, never: true }],
    ['ff01::fb', { multicast: true, local: false, specific: false, never: true }],
    ['ff0e::101', { multicast: true, local: false, specific: false, never: false }],
    ['ff3e::8000:1', { multicast: true, local: false, specific: true, never: false }],
    ['ff3e:20:2001:db8::1', { multicast: true, local: false, specific: false, never: false }], // RFC 3306, not SSM
    // 00ff and 0ff0, written without their zeros.
    ['ff::1', { multicast: false, local: false, specific: false, never: false }],
    ['ff0::1', { multicast: false, local: false, specific: false, never: false }],
    ['ff2::1', { multicast: false, local: false, specific: false, never: false }],
    ['ff3:0:1::8000:1', { multicast: false, local: false, specific: false, never: false }],
    ['ff:2:3:4:5:6:7:8', { multicast: false, local: false, specific: false, never: false }],
    ['ff00::1', { multicast: true, local: false, specific: false, never: true }],
    ['ffff::1', { multicast: true, local: false, specific: false, never: false }],
    ['fe80::1', { multicast: false, local: false, specific: false, never: false }],
  ])('%s', (text, expected) => {
    const address = at(text)
    expect({
      multicast: isMulticast(address),
      local: isLinkLocalGroup(address),
      specific: isSourceSpecific(address),
      never: isNeverReported(address),
    }).toEqual(expected)
  })

  it.each([
    ['fe80::1', true],
    ['febf::1', true],
    ['fec0::1', false],
    ['fe8::1', false], // 0fe8
    ['2001:db8::1', false],
    ['::', false],
  ])('%s is link-local: %s', (text, expected) => {
    expect(isLinkLocalAddress(at(text))).toBe(expected)
  })
})
