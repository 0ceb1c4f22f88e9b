import { describe, expect, it } from 'vitest'
import { MAX_APPROVED_SENDERS, MAX_PENDING_SENDERS, parseNetwork, Senders } from '../../server/capture/senders.ts'

describe('parseNetwork', () => {
  it.each([
    '',
    'router',
    '192.0.2',
    '192.0.2.1/',
    '192.0.2.1/33',
    '192.0.2.1/8/8',
    '192.0.2.1/-1',
    '::1',
    '192.0.2.01',
  ])('refuses "%s"', (text) => {
    expect(parseNetwork(text)).toBeNull()
  })
  it.each([
    ['192.0.2.1', '192.0.2.1', '192.0.2.2'],
    ['192.0.2.77/24', '192.0.2.200', '192.0.3.1'],
    ['192.0.2.1/32', '192.0.2.1', '192.0.2.0'],
    ['128.0.0.0/1', '200.1.1.1', '127.1.1.1'],
    ['0.0.0.0/0', '255.255.255.255', null],
  ])('%s holds %s and not %s', (network, inside, outside) => {
    const senders = new Senders()
    expect(senders.approve(network)).toBe(true)
    expect(senders.isApproved(inside)).toBe(true)
    if (outside !== null) expect(senders.isApproved(outside)).toBe(false)
  })
})

describe('Senders', () => {
  it('approves nobody by itself, and counts those who knock', () => {
    const senders = new Senders()
    expect(senders.isApproved('192.0.2.1')).toBe(false)
    expect([senders.knock('192.0.2.1', 1), senders.knock('192.0.2.1', 5)]).toEqual(['new', 'known'])
    expect(senders.pending).toEqual([{ address: '192.0.2.1', frames: 2, firstAt: 1, lastAt: 5 }])
  })

  it('takes all that a network holds off the waiting list, and hears them no more when it is revoked', () => {
    const senders = new Senders()
    for (const last of [1, 2, 3]) senders.knock(`192.0.${last}.1`, 0)
    senders.approve('192.0.2.0/23')
    expect(senders.pending.map((each) => each.address)).toEqual(['192.0.1.1'])
    expect(senders.isApproved('192.0.3.1')).toBe(true)
    expect(senders.approved).toEqual(['192.0.2.0/23'])
    expect(senders.revoke('192.0.2.0/23')).toBe(true)
    expect(senders.isApproved('192.0.3.1')).toBe(false)
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

  it('refuses more approvals than it can hold', () => {
    const senders = new Senders()
    for (let n = 0; n < MAX_APPROVED_SENDERS; n += 1) senders.approve(`10.0.${n >> 8}.${n & 255}`)
    expect(senders.approve('10.9.9.9')).toBe(false)
    expect(senders.isApproved('10.9.9.9')).toBe(false)
  })
})
