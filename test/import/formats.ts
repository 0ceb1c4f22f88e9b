import { readFile } from 'node:fs/promises'
import { readCapture } from '../../server/capture/file.ts'
import type { Frame } from '../../server/decode/frame.ts'

/** The frames of a classic capture in the other format, microseconds and Ethernet (draft-ietf-opsawg-pcapng s4). */
export async function asPcapng(path: string): Promise<Buffer> {
  const section = block(0x0a0d0d0a, Buffer.from('4d3c2b1a01000000ffffffffffffffff', 'hex'))
  const face = Buffer.alloc(8)
  face.writeUInt16LE(1, 0)
  face.writeUInt32LE(262_144, 4)
  const blocks = [section, block(1, face)]
  await readCapture(path, (frame) => blocks.push(packet(frame)))
  return Buffer.concat(blocks)
}

function packet({ at, data, start, end, wireLength }: Frame): Buffer {
  const head = Buffer.alloc(20)
  const micros = BigInt(Math.round(at * 1_000))
  head.writeUInt32LE(Number(micros >> 32n), 4)
  head.writeUInt32LE(Number(micros & 0xffff_ffffn), 8)
  head.writeUInt32LE(end - start, 12)
  head.writeUInt32LE(wireLength, 16)
  return block(6, Buffer.concat([head, data.subarray(start, end)]))
}

function block(type: number, body: Buffer): Buffer {
  const padded = Math.ceil(body.length / 4) * 4
  const whole = Buffer.alloc(padded + 12)
  whole.writeUInt32LE(type, 0)
  whole.writeUInt32LE(whole.length, 4)
  body.copy(whole, 8)
  whole.writeUInt32LE(whole.length, padded + 8)
  return whole
}

/** A classic capture in so many files of whole frames, as `tcpdump -C` writes them. */
export async function inPieces(path: string, pieces: number): Promise<Buffer[]> {
  const whole = await readFile(path)
  const ends: number[] = []
  for (let at = 24; at < whole.length; at += 16 + whole.readUInt32LE(at + 8)) ends.push(at)
  ends.push(whole.length)
  const each = Math.ceil((ends.length - 1) / pieces)
  return Array.from({ length: pieces }, (_, n) => {
    const from = ends[n * each] ?? whole.length
    const to = ends[Math.min((n + 1) * each, ends.length - 1)]
    return Buffer.concat([whole.subarray(0, 24), whole.subarray(from, to)])
  })
}
