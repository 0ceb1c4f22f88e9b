import fc from 'fast-check'
import { encodeFrame } from '../../server/capture/simulated/encode.ts'
import type { OutgoingMessage } from '../../server/capture/simulated/message.ts'
import type { Frame } from '../../server/capture/source.ts'
import { type IPv4 } from '../../shared/address.ts'
import { type EpochMs, MINUTE, SECOND } from '../../shared/time.ts'
import { frameOf, macOf } from './frame.ts'
import { arbitraryQuery, arbitraryReport, HOSTS, QUERIERS } from './message.ts'

/** One thing said on the wire. */
export interface Said {
  at: EpochMs
  vlan: number
  from: IPv4
  message: OutgoingMessage
}

const START: EpochMs = Date.UTC(2025, 10, 26)
/** From copies within milliseconds to silence past every timer. */
const arbitraryPause = fc.oneof(
  fc.constantFrom(0, 0.5, 5, 900, 2 * SECOND, 10 * SECOND),
  fc.integer({ min: 0, max: 30 * SECOND }),
  fc.constantFrom(60 * SECOND, 125 * SECOND, 200 * SECOND, 260 * SECOND, 10 * MINUTE),
)

/** Queries from queriers and reports from hosts on two VLANs, in order of time. */
export const arbitrarySequence = (maxLength = 60): fc.Arbitrary<Said[]> => {
  const query = fc.tuple(fc.constantFrom(...QUERIERS), arbitraryQuery)
  const report = fc.tuple(fc.constantFrom(...HOSTS), arbitraryReport)
  const said = fc.oneof({ weight: 1, arbitrary: query }, { weight: 3, arbitrary: report })
  return fc.array(fc.tuple(arbitraryPause, fc.constantFrom(10, 20), said), { maxLength, size: 'max' }).map((steps) => {
    let at = START
    return steps.map(([pause, vlan, [from, message]]) => ({ at: (at += pause), vlan, from, message }))
  })
}

/** What was said, as a source hands it over. */
export const framesOf = (sequence: readonly Said[]): Frame[] =>
  sequence.map(({ at, vlan, from, message }) =>
    frameOf(encodeFrame(message, { src: from, srcMac: macOf(from), vlans: [vlan] }), at),
  )
