import { closeSync, openSync, writeSync } from 'node:fs'
import type { EpochMs } from '../../shared/time.ts'

const CHUNK = 1 << 20
const LARGEST_RECORD = 16 + 65_535

/** Writes a classic pcap of Ethernet frames, microseconds, little-endian, a megabyte at a time. */
export class PcapWriter {
  private readonly fd: number
  private readonly chunk = Buffer.allocUnsafe(CHUNK)
  private filled = 24

  constructor(path: string) {
    this.fd = openSync(path, 'w')
    this.chunk.fill(0, 0, 24)
    this.chunk.writeUInt32LE(0xa1b2c3d4, 0)
    this.chunk.writeUInt16LE(2, 4)
    this.chunk.writeUInt16LE(4, 6)
    this.chunk.writeUInt32LE(65_535, 16)
    this.chunk.writeUInt32LE(1, 20)
  }

  write(at: EpochMs, data: Uint8Array): void {
    if (this.filled + LARGEST_RECORD > CHUNK) this.flush()
    const micros = Math.round(at * 1_000)
    this.chunk.writeUInt32LE(Math.floor(micros / 1_000_000), this.filled)
    this.chunk.writeUInt32LE(micros % 1_000_000, this.filled + 4)
    this.chunk.writeUInt32LE(data.length, this.filled + 8)
    this.chunk.writeUInt32LE(data.length, this.filled + 12)
    this.chunk.set(data, this.filled + 16)
    this.filled += 16 + data.length
  }

  close(): void {
    this.flush()
    closeSync(this.fd)
  }

  private flush(): void {
    for (let at = 0; at < this.filled;) at += writeSync(this.fd, this.chunk, at, this.filled - at)
    this.filled = 0
  }
}
