import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ipv4, mac, parseAddress, parseIPv4, parseMac } from '../../shared/address.ts'
import { EVENT_NAMES } from '../../shared/export.ts'
import { FINDING_CODES, SEVERITIES } from '../../shared/finding.ts'
import {
  canonical,
  compileFilter,
  FIELDS,
  MAX_FILTER_LENGTH,
  OPERATORS,
  parseFilter,
  STATE_NAMES,
  type FieldAccess,
  type Filter,
  type Term,
} from '../../shared/filter.ts'

const read = (text: string): Filter => {
  const { filter, error } = parseFilter(text)
  if (error) throw new Error(`${text}: column ${error.column}: ${error.message}`)
  return filter
}

describe('spellings', () => {
  it.each([
    ['', ''],
    ['   ', ''],
    ['group:239.1.0.0/16', 'group:239.1.0.0/16'],
    ['group:239.1.2.3/16', 'group:239.1.0.0/16'],
    ['group:239.1.2.3/32', 'group:239.1.2.3'],
    ['group:239.1.1.1|239.2.0.0/16', 'group:239.1.1.1|239.2.0.0/16'],
    ['group:0.0.0.0/0', 'group:0.0.0.0/0'],
    ['vlan:20', 'vlan:20'],
    ['vlan:100.10|untagged', 'vlan:100.10|untagged'],
    ['segment:eth1/10', 'segment:eth1/10'],
    ['segment:"tzsp:192.0.2.1/*"', 'segment:tzsp:192.0.2.1/*'],
    ['HOST:10.0.0.5', 'host:10.0.0.5'],
    ['mac:aa:bb*', 'mac:aa:bb*'],
    ['mac:AA-BB-C*', 'mac:aa:bb:c*'],
    ['mac:02:00:00:00:00:01', 'mac:02:00:00:00:00:01'],
    ['vendor:"Amino"', 'vendor:Amino'],
    ['name:"TV Sport"|news', 'name:"TV Sport"|news'],
    ['vendor:"Acme Corp"|Amino', 'vendor:"Acme Corp"|Amino'],
    ['version:2|v3', 'version:2|3'],
    ['type:leave', 'type:left'],
    ['type:join|expired|group-ended', 'type:joined|expired|group-ended'],
    ['type:querier', 'type:querier-elected|querier-lost|querier'],
    ['type:member|gap', 'type:joined|changed|left|expired|evicted|gap'],
    ['type:timeout', 'type:expired'],
    ['code:Loop|two-queriers', 'code:loop|two-queriers'],
    ['severity:info|critical', 'severity:information|critical'],
    ['state:open', 'state:open'],
    ['state:Presumed', 'state:presumed'],
    ['hosts:>10', 'hosts:>10'],
    ['hosts:=10', 'hosts:10'],
    ['hosts:10', 'hosts:10'],
    ['groups:<=3', 'groups:<=3'],
    ['age:>5m', 'age:>5m'],
    ['age:5m', 'age:5m'],
    ['age:>=300s', 'age:5m'],
    ['age:<36h', 'age:<36h'],
    ['age:48h', 'age:2d'],
    ['age:0s', 'age:0s'],
    ['source:10.1.1.1', 'source:10.1.1.1'],
    ['source:10.1.0.0/16|eth1', 'source:10.1.0.0/16|eth1'],
    ['-host:10.0.0.7', '-host:10.0.0.7'],
    ['sport', 'sport'],
    ['"TV Sport 1"', '"TV Sport 1"'],
    ['sport|news', 'sport|news'],
    ['-sport', '-sport'],
    ['"-sport"', '"-sport"'],
    ['"group:239"', '"group:239"'],
    ['"say \\"hi\\" \\\\"', '"say \\"hi\\" \\\\"'],
    ['aa:bb:cc', '"aa:bb:cc"'],
    ['tzsp:192.0.2.1/untagged', '"tzsp:192.0.2.1/untagged"'],
    [
      ' group:239.1.0.0/16   vlan:20 vendor:"Amino"  -host:10.0.0.7 text ',
      'group:239.1.0.0/16 vlan:20 vendor:Amino -host:10.0.0.7 text',
    ],
  ])('%s', (text, expected) => {
    expect(canonical(read(text))).toBe(expected)
    expect(canonical(read(expected))).toBe(expected)
  })
})

describe('errors point at their column', () => {
  it.each([
    ['group:239.1.1', 7, 'no address or prefix'],
    ['group:239.1.1.1/33', 7, 'no address or prefix'],
    ['group:', 7, 'needs a value'],
    ['group: 239.1.1.1', 7, 'needs a value'],
    ['vlan:20 group:x', 15, 'no address or prefix'],
    ['group:239.1.1.1|', 17, 'missing'],
    ['group:239.1.1.1||239.1.1.2', 17, 'missing'],
    ['group:239.1.1.1|oops', 17, 'oops'],
    ['vlan:4095', 6, 'no VLAN'],
    ['vlan:a', 6, 'no VLAN'],
    ['mac:aa', 5, 'no MAC'],
    ['mac:*', 5, 'no MAC'],
    ['mac:aa:bb:cc:dd:ee:ff:00', 5, 'no MAC'],
    ['version:4', 9, 'no IGMP version'],
    ['type:gone', 6, 'no event'],
    ['type:constructor', 6, 'no event'],
    ['code:slow', 6, 'no kind of finding'],
    ['severity:bad', 10, 'no severity'],
    ['state:happy', 7, 'no state'],
    ['hosts:many', 7, 'no number'],
    ['hosts:>', 7, 'no number'],
    ['age:>5', 5, 'no age'],
    ['age:>5y', 5, 'no age'],
    ['colour:red', 1, 'no field colour'],
    ['vlan:1 -colour:red', 9, 'no field colour'],
    ['-', 2, 'leave out'],
    ['- x', 2, 'leave out'],
    ['"open', 1, 'never closed'],
    ['vendor:"open', 8, 'never closed'],
    ['vendor:"a"b', 11, 'space'],
    ['ab"c"', 3, 'beginning'],
    ['""', 1, 'missing'],
    ['x '.repeat(51), 101, 'at most 50'],
    ['x'.repeat(MAX_FILTER_LENGTH + 1), MAX_FILTER_LENGTH + 1, 'at most'],
  ])('%s', (text, column, words) => {
    const { error } = parseFilter(text)
    expect(error?.column).toBe(column)
    expect(error?.message).toContain(words)
  })
})

interface Row {
  group: string
  vlans: number[]
  segment: string
  tap: string
  host: string
  mac: string | null
  vendor: string | null
  version: 1 | 2 | 3
  presumed: boolean
  hosts: number
  age: number
  sources: string[]
}
const ROW: Row = {
  group: '239.1.1.1',
  vlans: [100, 10],
  segment: 'eth1/vxlan:5000/100.10',
  tap: 'eth1',
  host: '10.0.0.5',
  mac: '02:00:5e:00:00:05',
  vendor: 'Acme Corp',
  version: 2,
  presumed: true,
  hosts: 11,
  age: 301_000,
  sources: ['10.9.9.1'],
}
const ACCESS: FieldAccess<Row> = {
  group: ({ group }, is) => is(parseIPv4(group)!),
  vlan: ({ vlans }, is) => is(vlans),
  segment: ({ segment }, is) => is(segment),
  tap: ({ tap }, is) => is(tap),
  host: ({ host }, is) => is(parseIPv4(host)!),
  mac: (row, is) => row.mac !== null && is(parseMac(row.mac)!),
  vendor: ({ vendor }, is) => is(vendor ?? ''),
  version: ({ version }, is) => is(version),
  state: ({ presumed }, is) => is(presumed ? 'presumed' : 'confirmed'),
  hosts: ({ hosts }, is) => is(hosts),
  age: ({ age }, is) => is(age),
  source: ({ sources }, is) => sources.some((source) => is(parseIPv4(source)!)),
  text: ({ group, host, segment }, is) => is(group) || is(host) || is(segment),
}
const matches = (text: string, row: Row = ROW): boolean => {
  const { matches: test, error } = compileFilter(read(text), ACCESS)
  if (error) throw new Error(error.message)
  return test(row)
}

describe('what matches', () => {
  it.each([
    ['', true],
    ['group:239.1.1.1', true],
    ['group:239.1.1.2', false],
    ['group:239.1.0.0/16', true],
    ['group:239.2.0.0/16', false],
    ['group:0.0.0.0/0', true],
    ['group:239.2.0.0/16|239.1.1.1', true],
    ['-group:239.1.1.1', false],
    ['-group:239.2.0.0/16|239.3.0.0/16', true],
    ['vlan:10', true],
    ['vlan:100', true],
    ['vlan:100.10', true],
    ['vlan:10.100', false],
    ['vlan:untagged', false],
    ['segment:eth1/vxlan:5000/100.10', true],
    ['segment:ETH1/*', true],
    ['segment:*/100.10', true],
    ['segment:eth1/*/100.1', false],
    ['segment:*5000*', true],
    ['segment:eth1', false],
    ['segment:e*e*', false],
    ['host:10.0.0.0/8', true],
    ['host:10.0.0.6', false],
    ['mac:02:00:5e:00:00:05', true],
    ['mac:02:00*', true],
    ['mac:02:0*', true],
    ['mac:02:01*', false],
    ['vendor:acme', true],
    ['vendor:corp|other', true],
    ['vendor:other', false],
    ['version:2', true],
    ['version:1|3', false],
    ['state:presumed', true],
    ['state:confirmed', false],
    ['hosts:>10', true],
    ['hosts:>11', false],
    ['hosts:>=11', true],
    ['hosts:<11', false],
    ['hosts:<=11', true],
    ['hosts:11', true],
    ['age:>5m', true],
    ['age:>6m', false],
    ['source:10.9.0.0/16', true],
    ['source:10.8.0.0/16', false],
    ['source:eth1', true],
    ['source:eth2', false],
    ['source:eth2|10.9.9.1', true],
    ['source:eth*', true],
    ['239.1', true],
    ['VXLAN', true],
    ['10.0.0.5 vlan:10', true],
    ['10.0.0.5 vlan:11', false],
    ['-10.0.0.6', true],
  ])('%s: %s', (text, expected) => {
    expect(matches(text)).toBe(expected)
  })

  it('an unknown MAC and an untagged segment', () => {
    const row = { ...ROW, mac: null, vlans: [] }
    expect(matches('mac:0*', row)).toBe(false)
    expect(matches('-mac:0*', row)).toBe(true)
    expect(matches('vlan:untagged', row)).toBe(true)
    expect(matches('vlan:10', row)).toBe(false)
  })

  it('a star many times over is not slow', () => {
    expect(matches(`segment:${'*a'.repeat(400)}`, { ...ROW, segment: 'a'.repeat(399) })).toBe(false)
  })

  it('a field that the rows do not have is an error at its column', () => {
    const { error } = compileFilter(read('vlan:10 -type:left'), ACCESS)
    expect(error).toMatchObject({ column: 9, message: 'This list has no field type.' })
    expect(error?.notice).toEqual({ code: 'filter-field-not-here', values: { field: 'type' } })
    expect(compileFilter(read('source:eth1'), { source: ACCESS.source! }).error?.column).toBe(1)
  })
})

const address = fc.record({ base: fc.nat(0xffffffff), bits: fc.nat(32) }).map(({ base, bits }) => ({
  family: 'ipv4' as const,
  bits,
  base: bits === 0 ? 0 : (base & (0xffffffff << (32 - bits))) >>> 0,
}))
const word = fc.string({ minLength: 1, maxLength: 12 })
const comparison = (unit: number) =>
  fc.record({ operator: fc.constantFrom(...OPERATORS), value: fc.nat(999).map((n) => n * unit) })
const some = <T>(value: fc.Arbitrary<T>) => fc.array(value, { minLength: 1, maxLength: 3 })
const values = {
  group: some(address),
  host: some(address),
  vlan: some(fc.array(fc.nat(4_094), { maxLength: 4 })),
  segment: some(word),
  mac: some(
    fc
      .string({ unit: fc.constantFrom(...Array.from('0123456789abcdef')), minLength: 1, maxLength: 12 })
      .map((digits) => ({ digits })),
  ),
  name: some(word),
  vendor: some(word),
  version: some(fc.constantFrom(1, 2, 3)),
  type: some(fc.constantFrom(...EVENT_NAMES)),
  state: some(fc.constantFrom(...STATE_NAMES)),
  hosts: some(comparison(1)),
  groups: some(comparison(1)),
  age: some(comparison(1_000)),
  source: some(
    fc.oneof(
      address,
      word.filter((text) => parseIPv4(text) === null && !text.includes('/')),
    ),
  ),
  code: some(fc.constantFrom(...FINDING_CODES)),
  severity: some(fc.constantFrom(...SEVERITIES)),
  text: some(word),
}
const term: fc.Arbitrary<Term> = fc
  .constantFrom(...FIELDS, 'text' as const)
  .chain((field) =>
    fc.record({ field: fc.constant(field), any: values[field] as fc.Arbitrary<unknown[]>, negated: fc.boolean() }),
  )
  .map((made) => ({ ...made, column: 0 }) as Term)

describe('properties', () => {
  it('the canonical text reads as the same filter', () => {
    fc.assert(
      fc.property(fc.array(term, { maxLength: 5 }), (terms) => {
        const again = read(canonical({ terms }))
        expect(again.terms.map((t) => ({ ...t, column: 0 }))).toEqual(terms)
      }),
    )
  })

  it('any text is a filter or an error within it', () => {
    const pieces = fc.constantFrom(
      'group:',
      'vlan:',
      '"',
      '|',
      '-',
      ' ',
      ':',
      '\\',
      '239.1.1.1',
      '/',
      '>',
      'age',
      '5m',
      'x',
    )
    const text = fc.oneof(
      fc.string({ maxLength: 60 }),
      fc.array(pieces, { maxLength: 20 }).map((p) => p.join('')),
    )
    fc.assert(
      fc.property(text, (written) => {
        const { filter, error } = parseFilter(written)
        if (error) {
          expect(error.column).toBeGreaterThanOrEqual(1)
          expect(error.column).toBeLessThanOrEqual(written.length + 1)
        } else expect(canonical(read(canonical(filter)))).toBe(canonical(filter))
      }),
    )
  })

  it('a prefix holds exactly the addresses between its ends', () => {
    fc.assert(
      fc.property(address, fc.nat(0xffffffff), ({ base, bits }, value) => {
        const filter: Filter = {
          terms: [{ field: 'group', any: [{ family: 'ipv4', base, bits }], negated: false, column: 1 }],
        }
        const access: FieldAccess<number> = { group: (row, is) => is(ipv4(row)) }
        const expected = value >= base && value < base + 2 ** (32 - bits)
        expect(compileFilter(filter, access).matches?.(value)).toBe(expected)
      }),
    )
  })

  it.each([
    ['group:ff3e::/32', 'ff3e::8000:1', true],
    ['group:ff3e::/32', 'ff3e:1::1', false],
    ['group:ff3e::/32', '239.1.1.1', false],
    ['group:0.0.0.0/0', 'ff3e::1', false],
    ['group:::/0', '239.1.1.1', false],
    ['group:ff02::1:ff00:0/104', 'ff02::1:ff12:3456', true],
    ['group:FF0E:0:0::101', 'ff0e::101', true],
    ['group:ff0e::101|239.1.1.1', '239.1.1.1', true],
  ])('%s holds %s: %s', (text, group, expected) => {
    const { filter } = parseFilter(text)
    const access: FieldAccess<string> = { group: (row, is) => is(parseAddress(row)!) }
    expect(compileFilter(filter!, access).matches?.(group)).toBe(expected)
    expect(parseFilter(canonical(filter!)).filter).toEqual(filter)
  })

  it.each(['fe80::11', 'fdab:1::', 'dead:beef::1', '2001:db8::/32', 'ab:cd'])(
    '%s is free text, not a field',
    (text) => {
      expect(parseFilter(text).filter?.terms).toMatchObject([{ field: 'text', any: [text] }])
    },
  )

  it('a MAC prefix holds exactly the addresses whose text begins with it', () => {
    fc.assert(
      fc.property(fc.nat(0xffffff), fc.integer({ min: 1, max: 12 }), fc.nat(0xffffff), (high, length, other) => {
        const value = high * 2 ** 24 + other
        const digits = (high * 2 ** 24).toString(16).padStart(12, '0').slice(0, length)
        const filter: Filter = { terms: [{ field: 'mac', any: [{ digits }], negated: false, column: 1 }] }
        const access: FieldAccess<number> = { mac: (row, is) => is(mac(row)) }
        const expected = value.toString(16).padStart(12, '0').startsWith(digits)
        expect(compileFilter(filter, access).matches?.(value)).toBe(expected)
      }),
    )
  })
})
