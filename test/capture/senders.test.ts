import { describe, expect, it } from 'vitest'
import { parseNetwork, plainAddress } from '../../server/capture/networks.ts'
import { MAX_APPROVED_SENDERS, MAX_PENDING_SENDERS, parseSender, Senders } from '../../server/capture/senders.ts'

describe('parseNetwork', () => {
  it.each([
    '',
    'router',
    '192.0.2',
    '192.0.2.1/',
    '192.0.2.1/33',
    '192.0.2.1/8/8',
    '192.0.2.1/-1',
    '::1/129',
    '2001:db8::/1x',
    'fe80::1%eth0',
    '::ffff:0:0::/96',
    '192.0.2.01',
  ])('refuses "%s"', (text) => {
    expect(parseNetwork(text)).toBeNull()
  })
  it.each([
    ['192.0.2.1', '192.0.2.1', '192.0.2.2'],
    ['192.0.2.77/24', '192.0.2.200', '192.0.3.1'],
    ['192.0.2.1/32', '192.0.2.1', '192.0.2.0'],
    ['128.0.0.0/1', '200.1.1.1', '127.1.1.1'],
    ['0.0.0.0/0', '255.255.255.255', '2001:db8::1'],
    ['2001:db8::1', '2001:db8:0:0::1', '2001:db8::2'],
    ['2001:db8::/32', '2001:db8:ffff::1', '2001:db9::1'],
    ['2001:db8::/33', '2001:db8:7fff::1', '2001:db8:8000::1'],
    ['fe80::/10', 'febf::1', 'fec0::1'],
    ['::/0', '2001:db8::1', null],
  ])('%s holds %s and not %s', (network, inside, outside) => {
    const senders = new Senders()
    expect(senders.approve(network)).toBe(true)
    expect(senders.admit(inside)).toEqual({ name: null })
    if (outside !== null) expect(senders.admit(outside)).toBeNull()
  })
})

describe('parseSender', () => {
  it.each(['=192.0.2.1', 'a b=192.0.2.1', 'core/1=192.0.2.1', `${'x'.repeat(41)}=192.0.2.1`, 'core1=', 'core1'])(
    'refuses "%s"',
    (text) => {
      expect(parseSender(text)).toBeNull()
    },
  )
  const names: readonly (readonly [string, readonly string[], string, string | null])[] = [
    ['no name', ['192.0.2.1'], '192.0.2.1', null],
    ['a name of one address', ['core1=192.0.2.1'], '192.0.2.1', 'core1'],
    ['a name of one address as a prefix', ['core1=2001:db8::1/128'], '2001:db8::1', 'core1'],
    ['a name of many addresses', ['campus=192.0.2.0/24'], '192.0.2.7', 'campus:192.0.2.7'],
    ['the narrower one', ['core1=192.0.2.1', 'campus=192.0.0.0/16', '192.0.2.0/24'], '192.0.2.1', 'core1'],
    ['the narrower one, without a name', ['campus=192.0.0.0/16', '192.0.2.0/24'], '192.0.2.1', null],
    ['two of one width: the one with a name', ['192.0.2.1', 'core1=192.0.2.1', '192.0.2.1/32'], '192.0.2.1', 'core1'],
  ]
  it.each(names)('%s', (_case, approved, address, name) => {
    const senders = new Senders()
    for (const each of approved) expect(senders.approve(each)).toBe(true)
    expect(senders.admit(address)).toEqual({ name })
  })
})

describe('plainAddress', () => {
  it.each([
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['2001:db8::1', '2001:db8::1'],
    ['192.0.2.1', '192.0.2.1'],
  ])('%s is %s', (text, plain) => {
    expect(plainAddress(text)).toBe(plain)
  })
})

describe('Senders', () => {
  it('approves nobody by itself, and counts those who knock', () => {
    const senders = new Senders()
    expect(senders.admit('192.0.2.1')).toBeNull()
    expect([senders.knock('192.0.2.1', 1), senders.knock('192.0.2.1', 5)]).toEqual(['new', 'known'])
    expect(senders.pending).toEqual([{ address: '192.0.2.1', frames: 2, firstAt: 1, lastAt: 5 }])
  })

  it('takes all that a network holds off the waiting list, and hears them no more when it is revoked', () => {
    const senders = new Senders()
    for (const last of [1, 2, 3]) senders.knock(`192.0.${last}.1`, 0)
    senders.approve('192.0.2.0/23')
    expect(senders.pending.map((each) => each.address)).toEqual(['192.0.1.1'])
    expect(senders.admit('192.0.3.1')).not.toBeNull()
    expect(senders.approved).toEqual(['192.0.2.0/23'])
    expect(senders.revoke('192.0.2.0/23')).toBe(true)
    expect(senders.admit('192.0.3.1')).toBeNull()
    expect(senders.revoke('192.0.2.0/23')).toBe(false)
  })

  it('keeps a bounded number waiting: a new one takes the place of one that went silent', () => {
    const senders = new Senders()
    for (let n = 0; n < MAX_PENDING_SENDERS; n += 1) senders.knock(`10.0.0.${n}`, n)
    expect(senders.knock('10.1.0.1', 59_999)).toBe('no-room')
    expect([senders.pending.length, senders.overflowing]).toEqual([MAX_PENDING_SENDERS, true])
    expect(senders.knock('10.1.0.1', 60_000)).toBe('new')
    expect(senders.pending.length).toBe(MAX_PENDING_SENDERS)
    expect(senders.pending.map((each) => each.address)).not.toContain('10.0.0.0')
    senders.approve('10.0.0.5')
    expect(senders.overflowing).toBe(false)
  })

  it.each([3_600_000, 86_400_000])('after a clock set back by %d ms those who were heard before give way', (by) => {
    const senders = new Senders()
    const T = 1_000_000_000_000
    for (let n = 0; n < MAX_PENDING_SENDERS; n += 1) senders.knock(`10.0.0.${n}`, T + n)
    senders.knock('10.0.0.0', T + 5_000 - by)
    expect(senders.knock('10.1.0.1', T + 6_000 - by)).toBe('new')
    expect(senders.pending.map(({ address }) => address)).toContain('10.0.0.0')
    expect(senders.pending.map(({ address }) => address)).not.toContain('10.0.0.1')
  })

  it('a hundred thousand forged ones stay bounded, and who waits is offered and may be let in', () => {
    const senders = new Senders()
    senders.approve('192.0.2.1')
    const heard = new Map<string, number>()
    for (let n = 0; n < 100_000; n += 1) {
      const address = `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`
      expect(senders.admit(address)).toBeNull()
      const said = senders.knock(address, n / 10)
      heard.set(said, (heard.get(said) ?? 0) + 1)
      if (senders.pending.length > MAX_PENDING_SENDERS) throw new Error(`${senders.pending.length} wait`)
    }
    // All within ten seconds: none of those who came first has been silent for a minute.
    expect(Object.fromEntries(heard)).toEqual({ new: MAX_PENDING_SENDERS, 'no-room': 100_000 - MAX_PENDING_SENDERS })
    expect([senders.pending.length, senders.overflowing]).toEqual([MAX_PENDING_SENDERS, true])
    expect(senders.admit('192.0.2.1')).toEqual({ name: null })
    const [first] = senders.pending
    expect(first).toEqual({ address: '10.0.0.0', frames: 1, firstAt: 0, lastAt: 0 })
    expect(senders.approve('10.0.0.0')).toBe(true)
    expect(senders.admit('10.0.0.0')).toEqual({ name: null })
    // When they are silent a real one is offered again.
    expect(senders.knock('198.51.100.1', 100_000)).toBe('new')
    expect(senders.pending.map(({ address }) => address)).toContain('198.51.100.1')
  })

  it('refuses more approvals than it can hold', () => {
    const senders = new Senders()
    for (let n = 0; n < MAX_APPROVED_SENDERS; n += 1) senders.approve(`10.0.${n >> 8}.${n & 255}`)
    expect(senders.approve('10.9.9.9')).toBe(false)
    expect(senders.admit('10.9.9.9')).toBeNull()
  })
})
