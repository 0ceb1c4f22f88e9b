import type { EpochMs } from '../../shared/time.ts'

const MAGIC_MICROSECONDS = 0xa1b2c3d4
const SNAP_LENGTH = 65_535

/** The header of a pcap file: version 2.4, times in microseconds. */
export function pcapHeader(linkType: number): Buffer {
  const header = Buffer.alloc(24)
  header.writeUInt32LE(MAGIC_MICROSECONDS, 0)
  header.writeUInt16LE(2, 4)
  header.writeUInt16LE(4, 6)
  header.writeUInt32LE(SNAP_LENGTH, 16)
  header.writeUInt32LE(linkType, 20)
  return header
}

/** One record: a header of its own and a copy of the octets. */
export function pcapRecord(at: EpochMs, data: Uint8Array): Buffer {
  const record = Buffer.alloc(16 + data.length)
  record.writeUInt32LE(Math.floor(at / 1_000), 0)
  record.writeUInt32LE((at % 1_000) * 1_000, 4)
  record.writeUInt32LE(data.length, 8)
  record.writeUInt32LE(data.length, 12)
  record.set(data, 16)
  return record
}
