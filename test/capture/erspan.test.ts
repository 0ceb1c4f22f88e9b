import { createRequire } from 'node:module'
import { afterEach, describe, expect, it } from 'vitest'
import { GreTransport } from '../../server/capture/gre.ts'
import { ERSPAN } from '../../server/capture/erspan.ts'
import { MirrorListener } from '../../server/capture/mirror-listener.ts'
import type { OpenedRaw } from '../../server/capture/raw-socket.ts'
import { sentence } from '../../shared/notice.ts'
import { hex16, hex32, Mirrors, sendGre } from './mirrors.ts'
import { RecordingSink } from './sink.ts'

function whyNoRawSocket(): string | null {
  if (process.getuid?.() !== 0) return 'a raw socket needs root'
  try {
    createRequire(import.meta.url).resolve('raw-socket')
    return null
  } catch {
    return 'the optional package raw-socket is not installed'
  }
}
const reason = whyNoRawSocket()
if (reason !== null) console.log(`SKIPPED: ERSPAN through a real raw socket: ${reason}`)

const FRAME = '01005e010101020000000001' + '0800' + 'aabbccdd'
const typeI = (frame = FRAME): string => `000088be${frame}`
/** Version 1, VLAN 10. `flags`: T, which says that the frame was cut. */
const typeII = (session: number, sequence: number, flags = 0, frame = FRAME): string =>
  `100088be${hex32(sequence)}100a${hex16(flags | session)}00000001${frame}`
/** Version 2, VLAN 10. `last`: P, frame type, hardware, direction, granularity, O. */
const typeIII = (session: number, sequence: number, last = 0, frame = FRAME): string =>
  `100022eb${hex32(sequence)}200a${hex16(session)}000000010000${hex16(last)}${(last & 1) === 1 ? '0'.repeat(16) : ''}${frame}`

const mirrors = new Mirrors()
afterEach(() => mirrors.end())
const eventually = (ready: () => boolean) => expect.poll(ready, { timeout: 10_000, interval: 5 }).toBe(true)
const framesOf = (sink: RecordingSink): [string, unknown[]][] =>
  sink.children.map(({ source, frames }) => [source.name, frames.map(({ hex }) => hex)])

describe.skipIf(reason !== null)('an ERSPAN listener with a real raw socket', () => {
  it('receives types I, II and III, each session as a source of its own', async () => {
    const { source, sink } = await mirrors.listener('erspan', { allow: ['127.77.1.1', 'core1=127.77.1.2'] })
    expect(source.status()).toMatchObject({ state: 'running', notice: null, droppedByKernel: 0 })
    sendGre('127.77.1.1', '127.0.0.1', [typeI(), typeII(5, 1), typeII(5, 2), typeII(1_023, 900), typeIII(7, 1, 1)])
    sendGre('127.77.1.2', '127.0.0.1', [typeIII(7, 1), typeIII(7, 2, 2 << 10, '46c00020')])
    await eventually(() => sink.children.at(-1)?.frames.length === 2)
    expect(framesOf(sink)).toEqual([
      ['erspan:127.77.1.1', [FRAME]],
      ['erspan:127.77.1.1:5', [FRAME, FRAME]],
      ['erspan:127.77.1.1:1023', [FRAME]],
      ['erspan:127.77.1.1:7', [FRAME]],
      ['core1:7', [FRAME, '46c00020']],
    ])
    expect(sink.children.map(({ source: each }) => each.status().lost)).toEqual([null, 0, 0, 0, 0])
    expect(sink.children.map(({ frames }) => frames[0]?.encapsulation)).toEqual([
      ...[['erspan1'], ['erspan2'], ['erspan2'], ['erspan3'], ['erspan3']],
    ])
    expect(sink.children[0]?.frames[0]).toMatchObject({ at: 1_234, linkType: 1, vlan: 0, tunnel: null })
    expect(sink.children[1]?.frames[0]).toMatchObject({ linkType: 1, vlan: 10, wireLength: FRAME.length / 2 })
    expect(sink.children[4]?.frames[1]).toMatchObject({ linkType: 101, vlan: 10 })
  })

  it('counts what was lost on the way, for each session by itself', async () => {
    const { sink } = await mirrors.listener('erspan', { allow: ['127.77.2.0/24'] })
    const numbers = [100, 101, 105, 104, 106]
    sendGre('127.77.2.1', '127.0.0.1', [...numbers.map((n) => typeII(1, n)), typeII(2, 0xffffffff), typeII(2, 2)])
    await eventually(() => sink.children[1]?.frames.length === 2)
    expect(sink.children.map(({ source }) => [source.name, source.status().lost])).toEqual([
      ['erspan:127.77.2.1:1', 2],
      ['erspan:127.77.2.1:2', 2],
    ])
  })

  it('shows nothing of a sender that is not approved, and offers it', async () => {
    const { source, sink } = await mirrors.listener('erspan')
    sendGre('127.77.3.1', '127.0.0.1', [typeII(5, 1)])
    await sink.until(({ pendingSenders }) => pendingSenders.some(({ address }) => address === '127.77.3.1'))
    expect(sink.children).toEqual([])
    const { notice } = source.status()
    expect(notice && sentence(notice)).toMatch(/is sending ERSPAN here and is not approved yet/)
    expect(source.approve('127.77.3.1')).toBe(true)
    sendGre('127.77.3.1', '127.0.0.1', [typeII(5, 2)])
    await eventually(() => sink.children[0]?.frames.length === 1)
  })

  it('hears what is sent to its own address alone, and no other GRE', async () => {
    const { source, sink } = await mirrors.listener('erspan', { host: '127.77.4.9', allow: ['127.77.4.1'] })
    expect(source.place).toBe('GRE to 127.77.4.9')
    const other = ['0000080046c00020', '2000655800000005' + FRAME, '3001880b00000000']
    sendGre('127.77.4.1', '127.0.0.1', [typeII(1, 1)])
    sendGre('127.77.4.2', '127.77.4.9', other)
    const cut = typeII(1, 1).slice(0, 20)
    sendGre('127.77.4.1', '127.77.4.9', [...other, cut, typeII(2, 1)])
    await eventually(() => sink.children[0]?.frames.length === 1)
    expect(framesOf(sink)).toEqual([['erspan:127.77.4.1:2', [FRAME]]])
    expect(source.status()).toMatchObject({ pendingSenders: [], undecodable: { 'erspan-malformed': 1 } })
  })

  it('says that a frame was cut by the switch', async () => {
    const { sink } = await mirrors.listener('erspan', { allow: ['127.77.5.1'] })
    sendGre('127.77.5.1', '127.0.0.1', [typeII(1, 1, 0x400)])
    await eventually(() => sink.children.length === 1)
    expect(sink.children[0]?.frames[0]?.wireLength).toBeGreaterThan(FRAME.length / 2)
  })

  it('receives a mirror that came in fragments', async () => {
    const { sink } = await mirrors.listener('erspan', { allow: ['127.77.6.1'] })
    const large = FRAME + '5a'.repeat(20_000)
    // Below the largest packet of a loopback that is not cut, the kernel would send it whole.
    sendGre('127.77.6.1', '127.0.0.1', [typeII(1, 1, 0, large), typeII(1, 2, 0, large + '5a'.repeat(44_000))])
    await eventually(() => sink.children[0]?.frames.length === 2)
    expect(sink.children[0]?.frames[0]?.hex).toBe(large)
  })
})

describe('an ERSPAN listener without one', () => {
  const failing: readonly (readonly [OpenedRaw<undefined>, RegExp])[] = [
    [
      { kind: 'missing', detail: "Cannot find module 'raw-socket'" },
      /^The optional package raw-socket is not installed/,
    ],
    [{ kind: 'not-permitted' }, /^Opening a raw socket is not permitted\. Remedy: run it as root/],
    [{ kind: 'failed', detail: 'no room' }, /^The source erspan failed: no room$/],
  ]
  it.each(failing)('says why: %o', async (opened, says) => {
    const open = () => Promise.resolve(opened)
    const source = new MirrorListener(ERSPAN, new GreTransport({ open }), { name: '' })
    const sink = new RecordingSink(source)
    source.start(sink)
    await sink.until(({ state }) => state !== 'starting')
    const { state, notice, droppedByKernel } = source.status()
    expect({ state, droppedByKernel }).toEqual({ state: 'failed', droppedByKernel: null })
    expect(notice && sentence(notice)).toMatch(says)
    await source.stop()
    expect(source.status().state).toBe('ended')
  })
})
