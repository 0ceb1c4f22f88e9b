import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  compareAddress,
  formatIPv4,
  formatMac,
  ipv4,
  isLinkLocalGroup,
  isMulticast,
  isSourceSpecific,
  mac,
  parseIPv4,
  parseMac,
} from '../../shared/address.ts'

const at = (text: string) => parseIPv4(text)!

describe('IPv4', () => {
  it('any of them as text and back', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 0xffffffff }), (n) => parseIPv4(formatIPv4(ipv4(n))) === ipv4(n)))
    expect(formatIPv4(ipv4(0xefffffff))).toBe('239.255.255.255')
  })

  it.each([
    '',
    '1',
    '1.2.3',
    '1.2.3.4.5',
    '01.2.3.4',
    '1.2.3.256',
    '1.2.3.4 ',
    ' 1.2.3.4',
    '1.2.3.-4',
    '1..2.3',
    '1.2.3.',
    '0x1.2.3.4',
    '1e1.2.3.4',
    '1.2.3.4/8',
    '::1',
    'a.b.c.d',
    '１.2.3.4',
  ])('%j is none', (text) => expect(parseIPv4(text)).toBeNull())

  it('is ordered as unsigned', () => {
    const texts = ['239.0.0.1', '10.0.0.1', '0.0.0.0', '255.255.255.255', '128.0.0.0', '127.255.255.255']
    expect(texts.map(at).sort(compareAddress).map(formatIPv4)).toEqual([
      '0.0.0.0',
      '10.0.0.1',
      '127.255.255.255',
      '128.0.0.0',
      '239.0.0.1',
      '255.255.255.255',
    ])
  })

  it.each([
    ['223.255.255.255', false, false, false],
    ['224.0.0.0', true, true, false],
    ['224.0.0.255', true, true, false],
    ['224.0.1.0', true, false, false],
    ['231.255.255.255', true, false, false],
    ['232.0.0.0', true, false, true],
    ['232.255.255.255', true, false, true],
    ['233.0.0.0', true, false, false],
    ['239.255.255.255', true, false, false],
    ['240.0.0.0', false, false, false],
  ])('%s', (text, multicast, linkLocal, sourceSpecific) => {
    expect([isMulticast(at(text)), isLinkLocalGroup(at(text)), isSourceSpecific(at(text))]).toEqual([
      multicast,
      linkLocal,
      sourceSpecific,
    ])
  })
})

describe('MAC', () => {
  it('any of them as text and back', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 2 ** 48 - 1 }), (n) => parseMac(formatMac(mac(n))) === mac(n)))
    expect(formatMac(mac(0))).toBe('00:00:00:00:00:00')
    expect(formatMac(mac(0xffffffffffff))).toBe('ff:ff:ff:ff:ff:ff')
    expect(parseMac('02-00-00-00-0A-0B')).toBe(0x020000000a0b)
  })

  it.each([
    '',
    '02:00:00:00:0a',
    '02:00:00:00:0a:0b:0c',
    '0200.0000.0a0b',
    '02:00:00:00:0a:0g',
    '020000000a0b',
    '2:0:0:0:a:b',
  ])('%j is none', (text) => expect(parseMac(text)).toBeNull())
})
