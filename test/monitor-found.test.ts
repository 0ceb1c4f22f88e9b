import { describe, expect, it } from 'vitest'
import { ERSPAN } from '../server/capture/erspan.ts'
import { MAX_SESSIONS, MirrorListener } from '../server/capture/mirror-listener.ts'
import type { MirrorProtocol } from '../server/capture/mirror-protocol.ts'
import { SFLOW } from '../server/capture/sflow.ts'
import { encodeFrame } from '../server/capture/simulated/encode.ts'
import type { Transport, TransportEvents } from '../server/capture/transport.ts'
import { TZSP } from '../server/capture/tzsp.ts'
import { VXLAN } from '../server/capture/vxlan.ts'
import { Monitor } from '../server/monitor.ts'
import { notice } from '../shared/notice.ts'
import { hex16, hex32 } from './capture/mirrors.ts'
import { macOf } from './generate/frame.ts'
import { ip } from './generate/message.ts'
import { START, v2 } from './membership/wire.ts'

/** A transport that is fed by hand. */
class HandTransport implements Transport {
  readonly place = 'a hand'
  events: TransportEvents | null = null
  start(events: TransportEvents): void {
    this.events = events
    events.state('running', null)
  }
  stop(): Promise<void> {
    return Promise.resolve()
  }
  dropped(): number {
    return 3
  }
  give(sender: string, hex: string): void {
    const data = Buffer.from(hex, 'hex')
    this.events?.datagram(data, 0, data.length, sender)
  }
}

const plain = {
  tap: { formula: 'rfc3376', dedupe: 5 },
  sinks: [],
  changed: () => undefined,
  vendor: () => null,
  captureRemedy: null,
  now: () => START,
} as const

function monitored(protocol: MirrorProtocol, allow: string[], more: MirrorListener[] = []) {
  const transport = new HandTransport()
  const found: string[] = []
  const monitor = new Monitor({
    sources: [new MirrorListener(protocol, transport, { name: '', allow, now: () => START }), ...more],
    ...plain,
    found: ({ name }) => found.push(name),
  })
  monitor.start()
  const rows = () => monitor.taps.map((tap) => tap.source())
  const segments = (name: string): string[] =>
    [...(monitor.tap(name)?.table.segments.values() ?? [])].map(({ segment }) => segment.name)
  return { monitor, transport, found, rows, segments }
}

const report = (vlans: readonly number[] = []): string =>
  Buffer.from(encodeFrame(v2('239.1.1.1'), { src: ip('10.0.0.11'), srcMac: macOf(ip('10.0.0.11')), vlans })).toString(
    'hex',
  )
const tzsp = (frame: string): string => `0100000101${frame}`
const erspan = (vlan: number, session: number, frame: string): string =>
  `100088be${hex32(1)}${hex16(0x1000 | vlan)}${hex16(session)}00000000${frame}`
const vxlan = (vni: number, frame: string): string => `08000000${hex32(vni * 256)}${frame}`
const sflow = (frame: string): string => {
  const octets = frame.length / 2
  const padded = frame.padEnd(Math.ceil(octets / 4) * 8, '0')
  const record = [1, 16 + padded.length / 2, 1, octets, 0, octets].map(hex32).join('') + padded
  const flow = [1, 1, 512, 512, 0, 3, 4, 1].map(hex32).join('') + record
  return [5, 1, 0xc0000201, 0, 1, 0, 1, 1, flow.length / 2].map(hex32).join('') + flow
}

describe('a sender that a listener found', () => {
  it('is a source with the names of today, and the listener stays one', async () => {
    const { monitor, transport, found, rows, segments } = monitored(TZSP, ['192.0.2.0/24'])
    transport.give('192.0.2.1', tzsp(report()))
    transport.give('192.0.2.1', tzsp(report([10])))
    transport.give('203.0.113.5', tzsp(report()))
    expect(found).toEqual(['tzsp:192.0.2.1'])
    expect(segments('tzsp:192.0.2.1')).toEqual(['tzsp:192.0.2.1/untagged', 'tzsp:192.0.2.1/10'])
    const [listener, child] = rows()
    expect(listener).toMatchObject({ name: 'tzsp', parent: null, frames: 0, droppedByKernel: 3 })
    expect(listener?.pendingSenders.map(({ address }) => address)).toEqual(['203.0.113.5'])
    expect(child).toMatchObject({ name: 'tzsp:192.0.2.1', parent: 'tzsp', frames: 2, igmp: 2, pendingSenders: [] })
    await monitor.stop()
    expect(rows().map(({ state }) => state)).toEqual(['ended', 'ended'])
  })

  it('never takes the name of another source', async () => {
    const transport = new HandTransport()
    const other = new MirrorListener(VXLAN, transport, { name: 'core1', allow: ['core1=192.0.2.1'], now: () => START })
    const { monitor, transport: first, found, segments } = monitored(TZSP, ['core1=192.0.2.1'], [other])
    first.give('192.0.2.1', tzsp(report()))
    transport.give('192.0.2.1', vxlan(5_000, report([7])))
    expect(found).toEqual(['core1-2', 'core1-3'])
    expect(segments('core1-2')).toEqual(['core1-2/untagged'])
    expect(segments('core1-3')).toEqual(['core1-3/vxlan:5000/7'])
    await monitor.stop()
  })

  it('has the VLAN that an ERSPAN header tells for a frame without a tag', async () => {
    const { monitor, transport, segments } = monitored(ERSPAN, ['192.0.2.1'])
    transport.give('192.0.2.1', erspan(10, 5, report()))
    transport.give('192.0.2.1', erspan(10, 5, report([20])))
    transport.give('192.0.2.1', erspan(0, 5, report()))
    const name = 'erspan:192.0.2.1:5'
    expect(segments(name)).toEqual([`${name}/10`, `${name}/20`, `${name}/untagged`])
    await monitor.stop()
  })

  it('joins nobody by a sample', async () => {
    const { monitor, transport, rows, segments } = monitored(SFLOW, ['sw1=192.0.2.1'])
    transport.give('192.0.2.1', sflow(report()))
    expect(segments('sw1')).toEqual([])
    expect(rows()[1]).toMatchObject({ name: 'sw1', sampled: true, frames: 1, lost: 0, limits: [{ code: 'sampled' }] })
    await monitor.stop()
  })

  it('that makes ten thousand sessions up leaves room for others, and that is told', async () => {
    const { monitor, transport, found, rows } = monitored(ERSPAN, ['192.0.2.0/24'])
    for (let n = 0; n < 10_000; n += 1) transport.give('192.0.2.1', erspan(10, n & 0x3ff, report()))
    transport.give('192.0.2.2', erspan(10, 5, report()))
    expect(found).toHaveLength(MAX_SESSIONS + 1)
    expect(found.at(-1)).toBe('erspan:192.0.2.2:5')
    const [listener] = rows()
    expect(listener?.undecodable['too-many-sessions']).toBeGreaterThan(9_000)
    expect(listener?.notice).toEqual(notice('too-many-sessions', { limit: MAX_SESSIONS }))
    await monitor.stop()
  })

  it('never takes the name of a segment of several taps either', async () => {
    const transport = new HandTransport()
    const listener = new MirrorListener(TZSP, transport, { name: '', allow: ['TV=192.0.2.1'], now: () => START })
    const joints = [{ name: 'TV', taps: ['eth1/20'] }]
    const monitor = new Monitor({ ...plain, sources: [listener], joints })
    monitor.start()
    transport.give('192.0.2.1', tzsp(report()))
    expect(monitor.taps.map(({ name }) => name)).toEqual(['tzsp', 'TV-2', 'TV'])
    await monitor.stop()
  })
})
