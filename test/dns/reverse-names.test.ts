import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { reverseResolver } from '../../server/dns/resolver.ts'
import { ReverseNames } from '../../server/dns/reverse-names.ts'
import { ipv4 } from '../../shared/address.ts'
import { MAX_NAME_LENGTH } from '../../shared/names.ts'
import { HOUR, MINUTE } from '../../shared/time.ts'
import { until } from '../history/histories.ts'
import { at } from '../names/who.ts'
import { nameServer, type NameServer } from './name-server.ts'

let server: NameServer
let names: ReverseNames
let now: number
let changes: number
beforeEach(async () => {
  server = await nameServer()
  now = 0
  changes = 0
  const resolver = reverseResolver([server.address])
  names = new ReverseNames({ resolver, now: () => now, changed: () => (changes += 1) })
})
afterEach(() => {
  names.stop()
  server.close()
})

const BOX = at('10.9.8.5')
const BOX_PTR = '5.8.9.10.in-addr.arpa'
const asked = async (count: number): Promise<void> => until(() => server.asked.length >= count)
const answered = async (count: number): Promise<void> => until(() => names.size >= count)

describe('the name of an address', () => {
  it('comes after a while, and is told', async () => {
    server.zone.set(BOX_PTR, ['box.lan.example'])
    expect(names.name(BOX, true)).toBeNull()
    await answered(1)
    expect(names.name(BOX, true)).toBe('box.lan.example')
    expect(changes).toBe(1)
    expect(server.asked).toEqual([BOX_PTR])
  })

  it('of IPv6', async () => {
    const name = `${'5.0.0.0.'.padEnd(48, '0.')}8.b.d.0.1.0.0.2.ip6.arpa`
    server.zone.set(name, ['six.example'])
    names.name(at('2001:db8::5'), true)
    await answered(1)
    expect(server.asked).toEqual([name])
    expect(names.name(at('2001:db8::5'), false)).toBe('six.example')
  })

  it('is asked only when it is shown', async () => {
    names.name(BOX, false)
    names.name(at('10.9.8.6'), true)
    await answered(1)
    expect(server.asked).toEqual(['6.8.9.10.in-addr.arpa'])
  })

  it('is asked once, however often it is shown', async () => {
    for (let i = 0; i < 50; i += 1) names.name(BOX, true)
    await answered(1)
    for (let i = 0; i < 50; i += 1) names.name(BOX, true)
    names.name(at('10.9.8.6'), true)
    await answered(2)
    expect(server.asked).toHaveLength(2)
    expect(changes).toBe(0)
  })

  it('is asked again when its answer is old, and shown until there is another', async () => {
    server.zone.set(BOX_PTR, ['old.example'])
    names.name(BOX, true)
    await answered(1)
    server.zone.set(BOX_PTR, ['new.example'])
    now = HOUR - 1
    expect(names.name(BOX, true)).toBe('old.example')
    now = HOUR
    expect(names.name(BOX, true)).toBe('old.example')
    await until(() => changes === 2)
    expect(names.name(BOX, true)).toBe('new.example')
    expect(server.asked).toHaveLength(2)
  })

  it('is asked again when the clock was set back', async () => {
    now = 365 * 24 * HOUR
    server.zone.set(BOX_PTR, ['old.example'])
    names.name(BOX, true)
    await answered(1)
    server.zone.set(BOX_PTR, ['new.example'])
    now = HOUR
    names.name(BOX, true)
    await until(() => changes === 2)
    expect(names.name(BOX, true)).toBe('new.example')
  })

  it('that there is none holds for a shorter time', async () => {
    names.name(BOX, true)
    await answered(1)
    now = 10 * MINUTE - 1
    names.name(BOX, true)
    now = 10 * MINUTE
    server.zone.set(BOX_PTR, ['late.example'])
    names.name(BOX, true)
    await until(() => changes === 1)
    expect(server.asked).toHaveLength(2)
  })

  it('is kept while the server fails', async () => {
    server.zone.set(BOX_PTR, ['box.example'])
    names.name(BOX, true)
    await answered(1)
    server.zone.set(BOX_PTR, 'fail')
    now = HOUR
    names.name(BOX, true)
    await asked(2)
    await until(() => names.open === 0)
    expect(names.name(BOX, false)).toBe('box.example')
    expect(changes).toBe(1)
  })

  it.each<[string, readonly string[]]>([
    ['the address of another', ['10.9.8.1']],
    ['the MAC of another', ['02-00-5e-10-00-01']],
    ['spaces', ['a b.example']],
    ['markup', ['<b>.example']],
    ['control characters', ['a\u0007.example']],
    ['letters beyond ASCII', ['caf\u00e9.example']],
    ['too many letters', [`${'x'.repeat(60)}.${'y'.repeat(MAX_NAME_LENGTH)}.example`.slice(0, 120).replace(/\.$/, '')]],
  ])('with %s is none', async (_case, found) => {
    server.zone.set(BOX_PTR, found)
    names.name(BOX, true)
    await answered(1)
    expect(names.name(BOX, false)).toBeNull()
  })

  it('of several is the first by the alphabet', async () => {
    server.zone.set(BOX_PTR, ['b.example', 'a.example', 'c.example'])
    names.name(BOX, true)
    await answered(1)
    expect(names.name(BOX, false)).toBe('a.example')
  })

  it.each(['0.0.0.0', '169.254.1.1', 'fe80::1', '::', '239.1.1.1', 'ff02::1'])(
    'of %s is never asked',
    async (address) => {
      names.name(at(address), true)
      names.name(BOX, true)
      await answered(1)
      expect(server.asked).toEqual([BOX_PTR])
    },
  )

  it('is asked slowly, and of too many at once the rest is left out and counted', async () => {
    const begun = performance.now()
    for (let i = 0; i < 1_500; i += 1) names.name(ipv4(0x0a010000 + i), true)
    expect(names.leftOut).toBe(500)
    await asked(5)
    // Twenty a second: five take 200 ms at least.
    expect(performance.now() - begun).toBeGreaterThanOrEqual(200)
  })

  it('does not keep others waiting when a server is silent', async () => {
    server.zone.set(BOX_PTR, 'silent')
    server.zone.set('6.8.9.10.in-addr.arpa', ['six.example'])
    names.name(BOX, true)
    names.name(at('10.9.8.6'), true)
    await answered(1)
    expect(names.name(at('10.9.8.6'), false)).toBe('six.example')
  })
})
