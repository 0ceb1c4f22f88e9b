import type { EpochMs } from '../../shared/time.ts'
import { frameOf, type KeptPacket } from '../views/packet-log.ts'

/** The longest frame that there may be, as the file says. Octets. */
const SNAP_LENGTH = 262_144
/** Octets that are handed over at once. */
const PIECE = 65_536

/** A capture of packets of one link type. Classic pcap, little-endian, microseconds (draft-ietf-opsawg-pcap s4, s5). */
function* pcap(packets: readonly KeptPacket[], linkType: number): Generator<Buffer> {
  const header = Buffer.alloc(24)
  header.writeUInt32LE(0xa1b2c3d4, 0)
  header.writeUInt16LE(2, 4)
  header.writeUInt16LE(4, 6)
  header.writeUInt32LE(SNAP_LENGTH, 16)
  header.writeUInt32LE(linkType, 20)
  yield header
  for (const packet of packets) {
    const { at, data, start, end, wireLength } = frameOf(packet)
    const micros = Math.round(at * 1_000)
    const record = Buffer.alloc(16)
    record.writeUInt32LE(Math.floor(micros / 1_000_000), 0)
    record.writeUInt32LE(micros % 1_000_000, 4)
    record.writeUInt32LE(end - start, 8)
    record.writeUInt32LE(wireLength, 12)
    yield record
    yield Buffer.from(data.buffer, data.byteOffset + start, end - start)
  }
}

function block(type: number, body: Buffer): Buffer {
  const padded = Math.ceil(body.length / 4) * 4
  const whole = Buffer.alloc(padded + 12)
  whole.writeUInt32LE(type, 0)
  whole.writeUInt32LE(whole.length, 4)
  body.copy(whole, 8)
  whole.writeUInt32LE(whole.length, whole.length - 4)
  return whole
}

/** The same of several link types: pcapng, an interface for each (draft-ietf-opsawg-pcapng s4.1 to s4.3). */
function* pcapng(packets: readonly KeptPacket[], linkTypes: readonly number[]): Generator<Buffer> {
  const section = Buffer.alloc(16, 0xff) // the last 8: the length is not told
  section.writeUInt32LE(0x1a2b3c4d, 0)
  section.writeUInt16LE(1, 4)
  section.writeUInt16LE(0, 6)
  yield block(0x0a0d0d0a, section)
  for (const linkType of linkTypes) {
    const body = Buffer.alloc(8)
    body.writeUInt16LE(linkType, 0)
    body.writeUInt32LE(SNAP_LENGTH, 4)
    yield block(1, body)
  }
  for (const packet of packets) {
    const { at, data, start, end, wireLength, linkType } = frameOf(packet)
    const micros = Math.round(at * 1_000)
    const body = Buffer.alloc(20 + end - start)
    body.writeUInt32LE(linkTypes.indexOf(linkType), 0)
    body.writeUInt32LE(Math.floor(micros / 2 ** 32), 4)
    body.writeUInt32LE(micros % 2 ** 32, 8)
    body.writeUInt32LE(end - start, 12)
    body.writeUInt32LE(wireLength, 16)
    body.set(data.subarray(start, end), 20)
    yield block(6, body)
  }
}

/** A capture file of kept packets, in pieces, the oldest first. `packets`: the newest first. */
export function captureFile(packets: readonly KeptPacket[]): {
  extension: 'pcap' | 'pcapng'
  pieces: Iterable<Buffer>
} {
  const inOrder = [...packets].sort((a, b) => timeOf(a) - timeOf(b))
  const linkTypes = [...new Set(packets.map(({ block: { origins }, index }) => origins[index]!.linkType))]
  const [only = 1] = linkTypes
  return linkTypes.length <= 1
    ? { extension: 'pcap', pieces: gathered(pcap(inOrder, only)) }
    : { extension: 'pcapng', pieces: gathered(pcapng(inOrder, linkTypes)) }
}

const timeOf = ({ block: { at }, index }: KeptPacket): EpochMs => at[index]!

/** Records are small: many of them go as one piece. */
function* gathered(parts: Iterable<Buffer>): Generator<Buffer> {
  let some: Buffer[] = []
  let octets = 0
  for (const part of parts) {
    some.push(part)
    octets += part.length
    if (octets < PIECE) continue
    yield Buffer.concat(some)
    some = []
    octets = 0
  }
  if (octets > 0) yield Buffer.concat(some)
}
