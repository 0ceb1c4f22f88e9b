import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ERSPAN } from '../../server/capture/erspan.ts'
import type { MirrorProtocol } from '../../server/capture/mirror-protocol.ts'
import { SFLOW } from '../../server/capture/sflow.ts'
import { TZSP } from '../../server/capture/tzsp.ts'
import { VXLAN } from '../../server/capture/vxlan.ts'

const FRAME = '01005e010101020000000001' + '0800' + 'aabbccdd'
const SFLOW_SAMPLE =
  '00000001000000480000000100000001000002000000020000000000000000030000000400000001' +
  '0000000100000022' +
  '00000001000005dc0000000400000012' +
  FRAME
/** One whole datagram of each, with everything that is optional. */
const WHOLE: readonly (readonly [MirrorProtocol, readonly string[]])[] = [
  [TZSP, ['0100000101' + FRAME, '0101000128040000000700290205dc0a01c801' + FRAME, '01040000']],
  [VXLAN, ['0800000000138800' + FRAME]],
  [
    ERSPAN,
    [
      '000088be' + FRAME,
      '100088be00000001100a000500000001' + FRAME,
      '100022eb00000001200a00050000000100000001' + '0'.repeat(16) + FRAME,
    ],
  ],
  [SFLOW, ['0000000500000001c0000201000000000000000100000000' + '00000001' + SFLOW_SAMPLE]],
]

describe.each(WHOLE.map(([protocol, datagrams]) => [protocol.kind, protocol, datagrams] as const))(
  'what a sender of %s may send',
  (_kind, protocol, datagrams) => {
    const octets = datagrams.map((hex) => Buffer.from(hex, 'hex'))
    /** Frames that are given lie within what was received. */
    const check = (data: Uint8Array, start: number, end: number): void => {
      const unpacked = protocol.unpack(data, start, end)
      if (unpacked.kind !== 'frames') return
      for (const frame of unpacked.frames) {
        expect(frame.start).toBeGreaterThanOrEqual(start)
        expect(frame.end).toBeGreaterThanOrEqual(frame.start)
        expect(frame.end).toBeLessThanOrEqual(end)
        expect(frame.wireLength).toBeGreaterThanOrEqual(frame.end - frame.start)
      }
    }

    it('is read whole', () => {
      expect(octets.map((data) => protocol.unpack(data, 0, data.length).kind)).not.toContain('fault')
      expect(octets.some((data) => protocol.unpack(data, 0, data.length).kind === 'frames')).toBe(true)
    })
    it('may be cut anywhere', () => {
      for (const data of octets) for (let end = 0; end <= data.length; end += 1) check(data, 0, end)
    })
    it('may be anything', () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(40), (data, start) => {
          check(data, Math.min(start, data.length), data.length)
        }),
        { seed: 20_251_126, numRuns: 3_000 },
      )
    })
    it('may be anything that begins well', () => {
      const changes = fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { maxLength: 6 })
      fc.assert(
        fc.property(fc.constantFrom(...octets), changes, fc.nat(20), (whole, changed, before) => {
          const data = new Uint8Array([...new Uint8Array(before), ...whole])
          for (const [at, octet] of changed) data[before + (at % whole.length)] = octet
          check(data, before, data.length)
        }),
        { seed: 20_251_126, numRuns: 5_000 },
      )
    })
  },
)
