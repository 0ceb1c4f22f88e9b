import { networkInterfaces } from 'node:os'
import { afterEach, describe, expect, it } from 'vitest'
import { MAX_MIRRORS, MirrorListener } from '../../server/capture/mirror-listener.ts'
import { MAX_PENDING_SENDERS } from '../../server/capture/senders.ts'
import { SFLOW } from '../../server/capture/sflow.ts'
import type { Transport, TransportEvents } from '../../server/capture/transport.ts'
import { TZSP as TZSP_PROTOCOL } from '../../server/capture/tzsp.ts'
import { VXLAN as VXLAN_PROTOCOL } from '../../server/capture/vxlan.ts'
import { sentence } from '../../shared/notice.ts'
import { hex32, Mirrors } from './mirrors.ts'
import { RecordingSink } from './sink.ts'

const mirrors = new Mirrors()
afterEach(() => mirrors.end())

/** What a listener finds is told to others than its own sink. */
const eventually = (ready: () => boolean) => expect.poll(ready, { timeout: 10_000, interval: 5 }).toBe(true)
const TZSP = '0100000101'
const VXLAN = (vni: number): string => `08000000${vni.toString(16).padStart(6, '0')}00`
const said = (source: MirrorListener): string | null => {
  const { notice } = source.status()
  return notice && sentence(notice)
}
const hasIPv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === '::1'))
if (!hasIPv6) console.log('SKIPPED: mirrors over IPv6: this machine has no ::1')

describe('a TZSP listener', () => {
  it('hears nobody before it is approved; then that sender is a source of its own', async () => {
    const { source, sink, port } = await mirrors.listener('tzsp')
    const send = await mirrors.sender('127.0.0.7', port)
    await send(`${TZSP}aabbcc`)
    await sink.until(({ pendingSenders }) => pendingSenders.length === 1)
    expect(source.status()).toMatchObject({ state: 'running', undecodable: { 'unapproved-sender': 1 } })
    expect(source.status().pendingSenders).toEqual([{ address: '127.0.0.7', frames: 1, firstAt: 1_234, lastAt: 1_234 }])
    expect(said(source)).toBe('127.0.0.7 is sending TZSP here and is not approved yet; nothing of it is shown.')
    expect([source.approve('nonsense'), source.approve('127.0.0.7')]).toEqual([false, true])
    expect(source.status()).toMatchObject({ notice: null, pendingSenders: [], approvedSenders: ['127.0.0.7'] })
    expect(sink.children).toEqual([])
    await send(`${TZSP}aabbcc`)
    await eventually(() => sink.children[0]?.frames.length === 1)
    const [child] = sink.children
    expect(child?.source).toMatchObject({ name: 'tzsp:127.0.0.7', kind: 'tzsp', clock: 'wall' })
    expect(child?.source.status()).toMatchObject({ state: 'running', parent: 'tzsp', lost: null, sampled: false })
    expect(child?.frames).toEqual([
      {
        ...{ at: 1_234, linkType: 1, wireLength: 3, interfaceId: null, tunnel: null, hex: 'aabbcc' },
        ...{ encapsulation: ['tzsp'], vlan: 0, sampled: false },
      },
    ])
    expect(sink.frames).toEqual([])
  })

  it('takes frames of both directions and keeps several senders apart', async () => {
    const { sink, port } = await mirrors.listener('tzsp', { allow: ['127.0.0.0/24', 'core1=127.0.0.11'] })
    const one = await mirrors.sender('127.0.0.10', port)
    const two = await mirrors.sender('127.0.0.11', port)
    await one('0100000101aa', '0101000101bb')
    await two('0101000101cc', '01040000', '010000010a01c800290202003c0601020304050601dd')
    await eventually(() => sink.children.reduce((sum, { frames }) => sum + frames.length, 0) === 4)
    expect(sink.children.map(({ source, frames }) => [source.name, frames.map(({ hex }) => hex)])).toEqual([
      ['tzsp:127.0.0.10', ['aa', 'bb']],
      ['core1', ['cc', 'dd']],
    ])
    // The sensor says how long the last frame was before it cut it.
    expect(sink.children[1]?.frames[1]?.wireLength).toBe(512)
  })

  it('counts what it cannot hand over, by reason, and finds nobody in it', async () => {
    const { source, sink, port } = await mirrors.listener('tzsp', { allow: ['127.0.0.0/8', 'nonsense'] })
    const send = await mirrors.sender('127.0.0.8', port)
    await send('00', '0100001201aa', '01050001', '01040000')
    await send('01000001290205dc01aabb')
    await eventually(() => sink.children[0]?.frames.length === 1)
    expect(source.status().undecodable).toEqual({ 'tzsp-malformed': 1, 'tzsp-encapsulation': 1, 'tzsp-type': 1 })
    expect(sink.children[0]?.frames).toMatchObject([{ hex: 'aabb', wireLength: 1_500 }])
  })

  it('counts lost frames where the sensor numbers them', async () => {
    const { sink, port } = await mirrors.listener('tzsp', { allow: ['127.0.0.1'] })
    const send = await mirrors.sender('127.0.0.1', port)
    for (const number of [7, 8, 12]) await send(`010000012804${hex32(number)}01aa`)
    await eventually(() => sink.children[0]?.frames.length === 3)
    expect(sink.children[0]?.source.status().lost).toBe(3)
  })

  it('knows what the kernel dropped', async () => {
    const { source } = await mirrors.listener('tzsp')
    expect(source.status().droppedByKernel).toBe(process.platform === 'linux' ? 0 : null)
  })

  it('takes no more mirrors than there is room for, and says so', async () => {
    const { source, sink, port } = await mirrors.listener('tzsp', { allow: ['127.0.0.0/8'] })
    for (let i = 0; i <= MAX_MIRRORS; i += 1) {
      const send = await mirrors.sender(`127.1.${i >> 8}.${i & 255}`, port)
      await send(`${TZSP}aa`)
    }
    await expect.poll(() => source.status().undecodable['too-many-mirrors']).toBe(1)
    expect(sink.children).toHaveLength(MAX_MIRRORS)
    expect(said(source)).toMatch(/^More than 256 mirrors come in here; further ones are only counted\. Remedy: /)
  })

  it('fails, and does not throw, when the port is taken or the address is not of this machine', async () => {
    const { port } = await mirrors.listener('tzsp')
    const second = await mirrors.listener('tzsp', { port })
    expect(second.source.status()).toMatchObject({ state: 'failed' })
    expect(said(second.source)).toBe(`Address 127.0.0.1:${port} is already in use by another program.`)
    const elsewhere = await mirrors.listener('tzsp', { host: '192.0.2.1', port: 5 })
    expect(said(elsewhere.source)).toBe('Cannot listen on 192.0.2.1:5: this machine does not have that address')
  })

  it('ends when it is stopped, twice too, and its mirrors with it', async () => {
    const { source, sink, port } = await mirrors.listener('tzsp', { allow: ['127.0.0.1'] })
    const send = await mirrors.sender('127.0.0.1', port)
    await send(`${TZSP}aa`)
    await eventually(() => sink.children.length === 1)
    await Promise.all([source.stop(), source.stop()])
    expect(source.status()).toMatchObject({ state: 'ended', rate: 0, notice: null })
    expect(sink.children[0]?.source.status()).toMatchObject({ state: 'ended', rate: 0, notice: null })
    expect(sink.children[0]?.told.at(-1)).toBe('ended')
  })

  it.skipIf(!hasIPv6)('hears both families on one port', async () => {
    const { source, sink, port } = await mirrors.listener('tzsp', { host: '::', allow: ['::/64', 'r4=127.0.0.9'] })
    expect(source.place).toBe(`UDP [::]:${port}`)
    const six = await mirrors.sender('::1', port)
    const four = await mirrors.sender('127.0.0.9', port)
    await six(`${TZSP}66`)
    await four(`${TZSP}44`)
    await eventually(() => sink.children.length === 2 && sink.children[1]?.frames.length === 1)
    expect(sink.children.map(({ source, frames }) => [source.name, frames[0]?.hex])).toEqual([
      ['tzsp:::1', '66'],
      ['r4', '44'],
    ])
  })

  it.skipIf(!hasIPv6)('offers a sender of IPv6 for approval', async () => {
    const { source, sink, port } = await mirrors.listener('tzsp', { host: '::1' })
    const send = await mirrors.sender('::1', port)
    await send(`${TZSP}66`)
    await sink.until(({ pendingSenders }) => pendingSenders.length === 1)
    expect(source.status().pendingSenders[0]?.address).toBe('::1')
    expect(source.approve('::1')).toBe(true)
    await send(`${TZSP}67`)
    await eventually(() => sink.children.length === 1)
  })
})

describe.each([
  ['TZSP', TZSP_PROTOCOL],
  ['VXLAN', VXLAN_PROTOCOL],
  ['sFlow', SFLOW],
])('a %s listener under a hundred thousand forged senders', (_, protocol) => {
  it('counts each datagram, makes no source of any, offers a few and hears the one that is approved', async () => {
    let events: TransportEvents | null = null
    const transport: Transport = {
      ...{ place: 'here', stop: () => Promise.resolve(), dropped: () => 0 },
      start: (to) => (events = to),
    }
    const source = new MirrorListener(protocol, transport, { name: '', allow: ['192.0.2.1'], now: () => 1_234 })
    const sink = new RecordingSink(source)
    source.start(sink)
    const from = (sender: string): void => events?.datagram(new Uint8Array(8), 0, 8, sender)
    events!.state('running', null)
    for (let n = 0; n < 100_000; n += 1) from(`10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`)
    expect(source.status()).toMatchObject({ undecodable: { 'unapproved-sender': 100_000 } })
    expect(source.status().pendingSenders).toHaveLength(MAX_PENDING_SENDERS)
    expect(said(source)).toBe('More than 64 unknown senders; further ones are only counted.')
    expect(sink.children).toEqual([])
    // What is not about a new one wakes nobody.
    expect(sink.told.length).toBeLessThan(MAX_PENDING_SENDERS + 5)
    expect(source.approve('10.0.0.0')).toBe(true)
    from('10.0.0.0')
    expect(source.status().undecodable['unapproved-sender']).toBe(100_000)
    await source.stop()
  })
})

describe('a VXLAN listener', () => {
  it('tells the network of each frame', async () => {
    const { source, sink, port } = await mirrors.listener('vxlan', { name: 'lab', allow: ['127.0.0.1'] })
    const send = await mirrors.sender('127.0.0.1', port)
    await send(`${VXLAN(5_000)}aabb`, `${VXLAN(0xffffff)}cc`, '00000000000007d000aa', VXLAN(1), '08')
    await eventually(() => source.status().undecodable['vxlan-malformed'] === 3)
    const [child] = sink.children
    expect(child?.source).toMatchObject({ name: 'lab:127.0.0.1', kind: 'vxlan' })
    expect(child?.source.status()).toMatchObject({ parent: 'lab', lost: null })
    expect(child?.frames).toMatchObject([
      { hex: 'aabb', tunnel: 'vxlan:5000', encapsulation: ['vxlan'], linkType: 1 },
      { hex: 'cc', tunnel: 'vxlan:16777215' },
    ])
  })
  it('names its protocol when it asks', async () => {
    const { source, sink, port } = await mirrors.listener('vxlan')
    const send = await mirrors.sender('127.0.0.1', port)
    await send(`${VXLAN(1)}aa`)
    await sink.until(({ pendingSenders }) => pendingSenders.length === 1)
    expect(said(source)).toBe('127.0.0.1 is sending VXLAN here and is not approved yet; nothing of it is shown.')
    expect(sink.children).toEqual([])
  })
})

describe('an sFlow listener', () => {
  /** One flow sample with a raw header of four octets, of a frame of 1,500. */
  const sample = (header: string, protocol = 1): string => {
    const record = [1, 16 + header.length / 2, protocol, 1_504, 4, header.length / 2].map(hex32).join('') + header
    const flow = [1, 1, 512, 512, 0, 3, 4, 1].map(hex32).join('') + record
    return hex32(1) + hex32(flow.length / 2) + flow
  }
  const datagram = (sequence: number, ...samples: string[]): string =>
    [5, 1, 0xc0000201, 0, sequence, 99_000, samples.length].map(hex32).join('') + samples.join('')

  it('hands over every header of a datagram as a sample, and says that it is sampled', async () => {
    const { source, sink, port } = await mirrors.listener('sflow', { allow: ['sw1=127.0.0.1'] })
    const send = await mirrors.sender('127.0.0.1', port)
    await send(datagram(1, sample('01020304'), sample('05060708'), sample('45000000', 11), sample('00000000', 2)))
    await eventually(() => sink.children[0]?.frames.length === 3)
    const [child] = sink.children
    expect(child?.source).toMatchObject({ name: 'sw1', kind: 'sflow' })
    expect(child?.frames).toMatchObject([
      { hex: '01020304', linkType: 1, wireLength: 1_500, sampled: true, encapsulation: ['sflow'] },
      { hex: '05060708', linkType: 1, sampled: true },
      { hex: '45000000', linkType: 101, sampled: true },
    ])
    for (const each of [source, child?.source]) {
      expect(each?.status()).toMatchObject({ sampled: true, limits: [{ code: 'sampled' }] })
    }
  })

  it('counts datagrams that never came, and what is damaged', async () => {
    const { source, sink, port } = await mirrors.listener('sflow', { allow: ['127.0.0.1'] })
    const send = await mirrors.sender('127.0.0.1', port)
    const cut = datagram(5, sample('01020304'), sample('01020304')).slice(0, -8)
    await send(datagram(1), datagram(4, sample('01020304'), sample('01020304')), cut, '00000004', 'ff')
    await eventually(() => source.status().undecodable['sflow-malformed'] === 3)
    expect(sink.children[0]?.source.status().lost).toBe(2)
    expect(sink.children[0]?.frames).toHaveLength(3)
  })
})
