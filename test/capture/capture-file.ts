/** Writes small captures for tests, byte for byte. */

export type Order = 'little' | 'big'

const u16 = (value: number, order: Order): Buffer => {
  const bytes = Buffer.alloc(2)
  if (order === 'little') bytes.writeUInt16LE(value)
  else bytes.writeUInt16BE(value)
  return bytes
}
export const u32 = (value: number, order: Order): Buffer => {
  const bytes = Buffer.alloc(4)
  if (order === 'little') bytes.writeUInt32LE(value)
  else bytes.writeUInt32BE(value)
  return bytes
}

export interface Written {
  seconds: number
  /** Micro- or nanoseconds, as the file counts. */
  fraction: number
  bytes: Uint8Array
  wireLength?: number
}

export function pcap(
  frames: readonly Written[],
  options: { order?: Order; nano?: boolean; linkType?: number } = {},
): Buffer {
  const order = options.order ?? 'little'
  const parts = [
    u32(options.nano ? 0xa1b23c4d : 0xa1b2c3d4, order),
    u16(2, order),
    u16(4, order),
    u32(0, order),
    u32(0, order),
    u32(262_144, order),
    u32(options.linkType ?? 1, order),
  ]
  for (const { seconds, fraction, bytes, wireLength } of frames) {
    parts.push(
      u32(seconds, order),
      u32(fraction, order),
      u32(bytes.length, order),
      u32(wireLength ?? bytes.length, order),
    )
    parts.push(Buffer.from(bytes))
  }
  return Buffer.concat(parts)
}

export function block(type: number, body: Uint8Array, order: Order): Buffer {
  const padded = Buffer.concat([body, Buffer.alloc((4 - (body.length % 4)) % 4)])
  const length = u32(padded.length + 12, order)
  return Buffer.concat([u32(type, order), length, padded, length])
}

export const section = (order: Order): Buffer =>
  block(0x0a0d0d0a, Buffer.concat([u32(0x1a2b3c4d, order), u16(1, order), u16(0, order), Buffer.alloc(8, 0xff)]), order)

interface WrittenInterface {
  name?: string
  linkType?: number
  snapLength?: number
  /** The octet of if_tsresol. */
  resolution?: number
  offsetSeconds?: bigint
}

export function interfaceBlock(options: WrittenInterface, order: Order): Buffer {
  const parts = [u16(options.linkType ?? 1, order), u16(0, order), u32(options.snapLength ?? 0, order)]
  if (options.name !== undefined) {
    const name = Buffer.from(options.name)
    parts.push(u16(2, order), u16(name.length, order), name, Buffer.alloc((4 - (name.length % 4)) % 4))
  }
  if (options.resolution !== undefined) {
    parts.push(u16(9, order), u16(1, order), Buffer.from([options.resolution, 0, 0, 0]))
  }
  if (options.offsetSeconds !== undefined) {
    const value = Buffer.alloc(8)
    if (order === 'little') value.writeBigInt64LE(options.offsetSeconds)
    else value.writeBigInt64BE(options.offsetSeconds)
    parts.push(u16(14, order), u16(8, order), value)
  }
  if (parts.length > 3) parts.push(u16(0, order), u16(0, order))
  return block(1, Buffer.concat(parts), order)
}

const time = (units: bigint, order: Order): Buffer =>
  Buffer.concat([u32(Number(units >> 32n), order), u32(Number(units & 0xffffffffn), order)])

export function enhanced(
  id: number,
  units: bigint,
  bytes: Uint8Array,
  order: Order,
  wireLength = bytes.length,
): Buffer {
  const head = [u32(id, order), time(units, order), u32(bytes.length, order), u32(wireLength, order)]
  return block(6, Buffer.concat([...head, bytes]), order)
}

export function obsolete(id: number, units: bigint, bytes: Uint8Array, order: Order): Buffer {
  const head = [u16(id, order), u16(0, order), time(units, order), u32(bytes.length, order), u32(bytes.length, order)]
  return block(2, Buffer.concat([...head, bytes]), order)
}

export const simple = (bytes: Uint8Array, order: Order, wireLength = bytes.length): Buffer =>
  block(3, Buffer.concat([u32(wireLength, order), bytes]), order)
