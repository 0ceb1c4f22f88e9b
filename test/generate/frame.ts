import fc from 'fast-check'
import { encodeFrame, type Envelope } from '../../server/capture/simulated/encode.ts'
import type { OutgoingMessage } from '../../server/capture/simulated/message.ts'
import type { Frame } from '../../server/capture/source.ts'
import { type IPv4, mac } from '../../shared/address.ts'
import type { EpochMs } from '../../shared/time.ts'
import { arbitraryMessage, HOSTS } from './message.ts'

/** Link types that the decoder knows, and two that it does not. */
export const LINK_TYPES = [0, 1, 12, 101, 108, 113, 228, 276, 105, 65_535] as const

/** A frame as a source hands it over; `wireLength` where the capture cut it. */
export const frameOf = (data: Uint8Array, at: EpochMs = 0, linkType = 1, wireLength = data.length): Frame => ({
  at,
  linkType,
  data,
  start: 0,
  end: data.length,
  wireLength,
  interfaceId: null,
  tunnel: null,
})

/** A MAC that belongs to the address, so that hosts keep theirs. */
export const macOf = (address: IPv4) => mac(0x020000000000 + (address >>> 0))

const arbitraryEnvelope: fc.Arbitrary<Envelope> = fc.record(
  {
    src: fc.constantFrom(...HOSTS),
    srcMac: fc.nat(3).map((number) => mac(0x020000000020 + number)),
    vlans: fc.array(fc.integer({ min: 0, max: 4_095 }), { maxLength: 5 }),
    tagTypes: fc.array(fc.constantFrom(0x8100, 0x88a8, 0x9100), { maxLength: 5 }),
    ttl: fc.constantFrom(1, 1, 2, 255),
    routerAlert: fc.boolean(),
    fragment: fc.constantFrom(0, 0, 0, 0x4000, 0x2000, 0x2001, 1),
    badChecksum: fc.constantFrom(false, false, true),
    padTo: fc.constantFrom(0, 60, 100),
  },
  { requiredKeys: ['src', 'srcMac'] },
)

/** What a sender meant, and the frame of it. */
export interface Sent {
  message: OutgoingMessage
  envelope: Envelope
  data: Uint8Array
}
export const arbitrarySent: fc.Arbitrary<Sent> = fc
  .tuple(arbitraryMessage, arbitraryEnvelope)
  .map(([message, envelope]) => ({ message, envelope, data: encodeFrame(message, envelope) }))

/** Octets changed, a tail cut off or added: what is left of an honest frame. */
export function mutated(frames: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> {
  const change = fc.tuple(fc.nat(), fc.nat(255))
  const length = fc.oneof({ weight: 3, arbitrary: fc.constant(1) }, fc.double({ min: 0, max: 1.5, noNaN: true }))
  return fc.tuple(frames, fc.array(change, { maxLength: 6 }), length).map(([frame, changes, factor]) => {
    const data = new Uint8Array(Math.floor(frame.length * factor))
    data.set(frame.subarray(0, data.length))
    for (const [where, octet] of changes) if (data.length > 0) data[where % data.length] = octet
    return data
  })
}

/** Honest frames, damaged ones, and anything at all. */
export const arbitraryFrameBytes: fc.Arbitrary<Uint8Array> = fc.oneof(
  arbitrarySent.map(({ data }) => data),
  mutated(arbitrarySent.map(({ data }) => data)),
  fc.uint8Array({ maxLength: 300 }),
)
