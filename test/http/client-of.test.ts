import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { clientsBehind } from '../../server/http/client-of.ts'
import { plainAddress, proxyProblem, TrustedProxies } from '../../server/http/trusted-proxies.ts'

type Headers = Record<string, string | string[]>
const request = (remoteAddress: string | undefined, headers: Headers, encrypted?: boolean): IncomingMessage =>
  ({ headers, socket: { remoteAddress, encrypted } }) as unknown as IncomingMessage

const clientOf = clientsBehind(['127.0.0.1', '10.0.0.0/8', '2001:db8:1::/48'])
const forwarded = (...addresses: string[]): Headers => ({ 'x-forwarded-for': addresses.join(', ') })

describe('the address of a client', () => {
  it.each<[string, string | undefined, Headers, string]>([
    ['nobody is between', '192.0.2.7', {}, '192.0.2.7'],
    ['a mapped address', '::ffff:192.0.2.7', {}, '192.0.2.7'],
    ['a link-local address with its zone', 'fe80::1%eth0', {}, 'fe80::1'],
    ['the line is closed already', undefined, forwarded('203.0.113.9'), ''],
    ['a stranger says who he is', '192.0.2.7', forwarded('127.0.0.1'), '192.0.2.7'],
    ['a trusted proxy says who it is', '127.0.0.1', forwarded('203.0.113.9'), '203.0.113.9'],
    ['a trusted proxy with a mapped address', '::ffff:10.1.2.3', forwarded('203.0.113.9'), '203.0.113.9'],
    ['a trusted proxy of IPv6', '2001:db8:1::5', forwarded('2001:db8:2::9'), '2001:db8:2::9'],
    ['a neighbour of the trusted network', '2001:db8:2::5', forwarded('203.0.113.9'), '2001:db8:2::5'],
    ['a client that invents entries', '127.0.0.1', forwarded('127.0.0.1', '8.8.8.8', '203.0.113.9'), '203.0.113.9'],
    ['a chain of own proxies', '127.0.0.1', forwarded('203.0.113.9', '10.0.0.1', '10.0.0.2'), '203.0.113.9'],
    ['own proxies alone', '127.0.0.1', forwarded('10.0.0.1', '10.0.0.2'), '10.0.0.1'],
    ['the header in several lines', '127.0.0.1', { 'x-forwarded-for': ['8.8.8.8', '203.0.113.9'] }, '203.0.113.9'],
    ['with a port', '127.0.0.1', forwarded('203.0.113.9:4711'), '203.0.113.9'],
    ['IPv6 with brackets and a port', '127.0.0.1', forwarded('[2001:db8:2::9]:4711'), '2001:db8:2::9'],
    ['IPv6 with brackets', '127.0.0.1', forwarded('[2001:db8:2::9]'), '2001:db8:2::9'],
    ['a mapped entry', '127.0.0.1', forwarded('::ffff:203.0.113.9'), '203.0.113.9'],
    ['an empty list', '127.0.0.1', forwarded(''), '127.0.0.1'],
    ['commas alone', '127.0.0.1', forwarded(',,,'), '127.0.0.1'],
    ['the last entry is no address', '127.0.0.1', forwarded('203.0.113.9', 'unknown'), '127.0.0.1'],
    ['behind a proxy stands no address', '127.0.0.1', forwarded('203.0.113.9', '<script>', '10.0.0.1'), '10.0.0.1'],
    ['an address of too many octets', '127.0.0.1', forwarded('1.2.3.4.5'), '127.0.0.1'],
    ['leading zeros', '127.0.0.1', forwarded('010.0.0.1'), '127.0.0.1'],
    ['a list without end', '127.0.0.1', forwarded(...Array<string>(5_000).fill('10.0.0.1')), '10.0.0.1'],
  ])('%s', (_what, remote, headers, expected) => {
    expect(clientOf(request(remote, headers)).address).toBe(expected)
  })
})

describe('how a client called', () => {
  const all = { host: 'inside:8224', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'monitor.example' }

  it.each<[string, string, Headers, boolean | undefined, { secure: boolean; host: string }]>([
    ['plainly', '192.0.2.7', { host: 'a:80' }, undefined, { secure: false, host: 'a:80' }],
    ['over TLS', '192.0.2.7', { host: 'a:443' }, true, { secure: true, host: 'a:443' }],
    ['a stranger says https and a name', '192.0.2.7', all, undefined, { secure: false, host: 'inside:8224' }],
    ['a trusted proxy says so', '10.0.0.1', all, undefined, { secure: true, host: 'monitor.example' }],
    [
      'a trusted proxy says http, over TLS',
      '10.0.0.1',
      { ...all, 'x-forwarded-proto': 'http' },
      true,
      { secure: false, host: 'monitor.example' },
    ],
    [
      'capitals',
      '10.0.0.1',
      { ...all, 'x-forwarded-proto': 'HTTPS' },
      undefined,
      { secure: true, host: 'monitor.example' },
    ],
    [
      'what the client invented stands first',
      '10.0.0.1',
      { 'x-forwarded-proto': 'https, http', 'x-forwarded-host': 'evil.example, own.example' },
      undefined,
      { secure: false, host: 'own.example' },
    ],
    [
      'no scheme at all',
      '10.0.0.1',
      { ...all, 'x-forwarded-proto': 'gopher' },
      undefined,
      { secure: false, host: 'monitor.example' },
    ],
    [
      'empty headers',
      '10.0.0.1',
      { host: 'a', 'x-forwarded-proto': '', 'x-forwarded-host': '' },
      true,
      { secure: true, host: 'a' },
    ],
    ['no Host', '10.0.0.1', {}, undefined, { secure: false, host: '' }],
  ])('%s', (_what, remote, headers, encrypted, expected) => {
    const { secure, host } = clientOf(request(remote, headers, encrypted))
    expect({ secure, host }).toEqual(expected)
  })

  it('believes nobody when nobody is trusted', () => {
    const asked = request('127.0.0.1', { ...all, ...forwarded('203.0.113.9') })
    expect(clientsBehind()(asked)).toEqual({ address: '127.0.0.1', secure: false, host: 'inside:8224' })
  })
})

describe('what can be trusted', () => {
  it.each(['127.0.0.1', '10.0.0.0/8', '::1', '2001:db8::/32', '[::1]', '::ffff:192.0.2.1', '192.0.2.1/32'])(
    '%s',
    (text) => {
      expect(proxyProblem(text)).toBeNull()
    },
  )

  it.each([
    '',
    'proxy.example',
    '10.0.0.0/33',
    '2001:db8::/129',
    '10.0.0/8',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '1.2.3.4/-1',
  ])('not %s', (text) => {
    expect(proxyProblem(text)).toContain('no address or network')
  })

  it.each(['0.0.0.0/0', '::/0', '0.0.0.0/1', '128.0.0.0/1', '10.0.0.0/7', '8000::/1', '2000::/15'])(
    'not everybody: %s',
    (text) => {
      expect(proxyProblem(text)).toContain('everybody')
    },
  )

  it('is no address what only looks like one', () => {
    expect(plainAddress('localhost')).toBeNull()
    expect(new TrustedProxies(['10.0.0.0/8']).has('no address')).toBe(false)
  })
})
