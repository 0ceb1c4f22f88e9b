import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { MAX_FRAME } from '../../server/capture/records.ts'
import { block, enhanced, interfaceBlock, obsolete, pcap, section, simple, u32, type Order } from './capture-file.ts'
import { readAll } from './read-all.ts'

const links = (name: string): Buffer => readFileSync(`test/fixtures/captures/links/${name}`)
const plain = readAll(links('ethernet.pcap'))
const orders: readonly Order[] = ['little', 'big']
const bytes = Buffer.from('0102030405', 'hex')

const ng = (...blocks: readonly Uint8Array[]): Buffer =>
  Buffer.concat([section('little'), interfaceBlock({}, 'little'), ...blocks])

describe('files of every kind', () => {
  it('reads the five messages of the plain one', () => {
    expect(plain.end).toEqual({ kind: 'complete', detail: '' })
    expect(plain.frames.map((frame) => frame.at - 1764115200000)).toEqual([1, 1002, 2003, 3004, 4005])
    expect(plain.frames[0]).toMatchObject({ linkType: 1, wireLength: 46, interfaceId: null, tunnel: null })
    expect(plain.frames[0]?.hex.slice(0, 28)).toBe('01005e000001020000000a010800')
  })

  it.each(['ethernet-bigendian.pcap', 'ethernet-nanosecond.pcap'])('%s holds the same frames and times', (name) => {
    expect(readAll(links(name))).toEqual(plain)
  })

  it('numbers frames by interface where a pcapng file has two, with their link types and resolutions', () => {
    const { frames, end } = readAll(links('pcapng-two-interfaces-ns.pcapng'))
    expect(end.kind).toBe('complete')
    expect(frames.map((frame) => [frame.interfaceId, frame.linkType])).toEqual(
      Array.from({ length: 10 }, (_, index) => (index % 2 === 0 ? [0, 1] : [1, 101])),
    )
    expect(frames.every((frame) => frame.at >= 1764115200000 && frame.at < 1764115210000)).toBe(true)
  })

  it('reads big-endian sections, one interface each, without a number', () => {
    const { frames, end } = readAll(links('pcapng-bigendian-two-sections.pcapng'))
    expect(end.kind).toBe('complete')
    expect(frames.map((frame) => frame.interfaceId)).toEqual([null, null, null, null, null])
    expect(frames.map((frame) => frame.hex)).toEqual(plain.frames.map((frame) => frame.hex))
  })
})

describe('ends', () => {
  const cases: readonly (readonly [string, Uint8Array, string, string, number])[] = [
    ['an empty file', links('empty.pcap'), 'not-a-capture', 'missing: it is empty', 0],
    ['two octets', Buffer.from('d4c3', 'hex'), 'not-a-capture', 'd4 c3', 0],
    ['text', Buffer.from('hello, world'), 'not-a-capture', '68 65 6c 6c', 0],
    ['a magic number alone', Buffer.from('d4c3b2a1', 'hex'), 'cut', 'it ends within the file header', 0],
    ['a header alone', pcap([]), 'complete', '', 0],
    ['a cut record header', links('file-cut-in-record-header.pcap'), 'cut', 'it ends within a frame', 1],
    ['a cut frame', links('ethernet.pcap').subarray(0, -1), 'cut', 'it ends within a frame', 4],
    ['an insane length', links('insane-caplen.pcap'), 'damaged', 'a frame claims 2147483647 octets', 0],
    ['an empty pcapng section', section('big'), 'complete', '', 0],
    ['a pcapng cut in its first block', section('big').subarray(0, 20), 'cut', 'it ends within the file header', 0],
    [
      'a pcapng of another version',
      Buffer.from(section('big')).fill(9, 12, 14),
      'damaged',
      'a section of an unknown version',
      0,
    ],
    [
      'no byte order',
      Buffer.from('0a0d0d0a0000001c00000000', 'hex'),
      'damaged',
      'a section header without its byte-order magic',
      0,
    ],
    [
      'an undeclared interface',
      ng(enhanced(1, 0n, bytes, 'little')),
      'damaged',
      'a frame of interface 1, which the file does not declare',
      0,
    ],
    [
      'a cut unknown block',
      ng(block(99, Buffer.alloc(64), 'little').subarray(0, 30)),
      'cut',
      'it ends within a block',
      0,
    ],
    [
      'a huge block',
      ng(Buffer.concat([u32(99, 'little'), u32(0xfffffffc, 'little'), bytes])),
      'damaged',
      'a block claims 4294967292 octets',
      0,
    ],
    [
      'an odd block',
      ng(Buffer.concat([u32(99, 'little'), u32(17, 'little'), bytes])),
      'damaged',
      'a block claims 17 octets',
      0,
    ],
    [
      'a tiny block',
      ng(Buffer.concat([u32(6, 'little'), u32(12, 'little'), u32(12, 'little')])),
      'damaged',
      'a block claims 12 octets',
      0,
    ],
    [
      'lengths that differ',
      ng(enhanced(0, 0n, bytes, 'little').subarray(0, -4), u32(0, 'little')),
      'damaged',
      'the two lengths of a block differ',
      0,
    ],
  ]
  it.each(cases)('%s', (_, file, kind, detail, frames) => {
    const read = readAll(file)
    expect(read.end).toEqual({ kind, detail })
    expect(read.frames.length).toBe(frames)
    expect(readAll(file, [1])).toEqual(read)
  })

  it('takes the longest frame and refuses a longer one', () => {
    const longest = new Uint8Array(MAX_FRAME).fill(7)
    expect(readAll(pcap([{ seconds: 1, fraction: 0, bytes: longest }]), [65_536]).frames[0]?.hex.length).toBe(
      MAX_FRAME * 2,
    )
    const longer = pcap([{ seconds: 1, fraction: 0, bytes: new Uint8Array(MAX_FRAME + 1) }])
    expect(readAll(longer, [65_536]).end.kind).toBe('damaged')
  })
})

describe('pcap', () => {
  it.each(orders)('carries the link type without the bits for frame checks, and the wire length (%s)', (order) => {
    const file = pcap([{ seconds: 2, fraction: 500_001, bytes, wireLength: 1_500 }], {
      order,
      linkType: 0x24000000 | 276,
    })
    expect(readAll(file).frames).toEqual([
      { at: 2_500.001, linkType: 276, wireLength: 1_500, interfaceId: null, tunnel: null, hex: '0102030405' },
    ])
  })

  it('counts nanoseconds, and times past 2038', () => {
    const file = pcap([{ seconds: 4_000_000_000, fraction: 123_456_789, bytes }], { nano: true })
    expect(readAll(file).frames[0]?.at).toBe(4_000_000_000_000 + 123_456_789 / 1e6)
  })

  it('does not believe a wire length below what it has', () => {
    expect(readAll(pcap([{ seconds: 0, fraction: 0, bytes, wireLength: 0 }])).frames[0]?.wireLength).toBe(5)
  })
})

describe.each(orders)('a pcapng whose clock says what no history keeps, %s endian', (order) => {
  const cases: readonly (readonly [string, Parameters<typeof interfaceBlock>[0], bigint])[] = [
    ['2^63 seconds', { resolution: 0 }, 1n << 63n],
    ['the largest count', {}, (1n << 64n) - 1n],
    ['an offset of -10^18 s', { offsetSeconds: -(10n ** 18n) }, 1_000_000n],
    ['an offset of -10^12 s', { offsetSeconds: -(10n ** 12n) }, 1_000_000n],
    ['an offset of 9 * 10^18 s', { offsetSeconds: 9n * 10n ** 18n }, 1_000_000n],
    ['9 * 10^15 ms, which no date says', { resolution: 3 }, 9n * 10n ** 15n],
    ['a day after 2200', { resolution: 0 }, 7_258_204_800n],
    ['a day before 1900', { resolution: 0, offsetSeconds: -2_209_075_200n }, 0n],
  ]
  it.each(cases)('%s', (_, options, units) => {
    const good = [interfaceBlock({}, order), enhanced(0, 1_764_115_200_000_000n, bytes, order)]
    const bad = [interfaceBlock(options, order), enhanced(1, units, bytes, order)]
    for (const kind of [bad, [interfaceBlock(options, order), obsolete(1, units, bytes, order)]]) {
      const read = readAll(Buffer.concat([section(order), ...good, ...kind, ...good]))
      expect(read.end).toEqual({ kind: 'damaged', detail: 'a frame claims a time before 1900 or after 2200' })
      expect(read.frames).toHaveLength(1)
    }
  })
})

describe.each(orders)('pcapng, %s endian', (order) => {
  const at = (options: Parameters<typeof interfaceBlock>[0], units: bigint): number | undefined =>
    readAll(Buffer.concat([section(order), interfaceBlock(options, order), enhanced(0, units, bytes, order)])).frames[0]
      ?.at

  it('counts microseconds where nothing is said', () => {
    expect(at({}, 1_764_115_200_123_456n)).toBe(1_764_115_200_000 + 123_456 / 1_000)
  })
  it('counts nanoseconds to the last one, on both sides of a whole second', () => {
    expect(at({ resolution: 9 }, 1_764_115_200_123_456_789n)).toBe(1_764_115_200_000 + 123_456_789 / 1e6)
    expect(at({ resolution: 9 }, 1_764_115_200_000_000_000n)).toBe(1_764_115_200_000)
    expect(at({ resolution: 9 }, 1_764_115_199_999_999_999n)).toBe(1_764_115_199_000 + 999_999_999 / 1e6)
    expect(at({ resolution: 9 }, 1_764_115_200_000_000_001n)).toBe(1_764_115_200_000 + 1 / 1e6)
  })
  it('counts seconds, binary fractions, and finer than nanoseconds', () => {
    expect(at({ resolution: 0 }, 5n)).toBe(5_000)
    expect(at({ resolution: 0x80 | 10 }, 1_024n * 7n + 512n)).toBe(7_500)
    expect(at({ resolution: 12 }, 7_250_000_000_000n)).toBe(7_250)
  })
  it('adds the offset, negative too', () => {
    expect(at({ offsetSeconds: 1_000n }, 1_000_000n)).toBe(1_001_000)
    expect(at({ offsetSeconds: -1n }, 2_000_000n)).toBe(1_000)
  })

  it('gives a simple packet the time of the one before, cut at the snapshot length', () => {
    const file = Buffer.concat([
      section(order),
      interfaceBlock({ snapLength: 3 }, order),
      enhanced(0, 9_000_000n, bytes, order),
      simple(bytes.subarray(0, 3), order, 60),
    ])
    expect(readAll(file).frames[1]).toMatchObject({ at: 9_000, hex: '010203', wireLength: 60 })
  })

  it('reads the obsolete packet block and skips blocks it does not know', () => {
    const file = Buffer.concat([
      section(order),
      interfaceBlock({ linkType: 113 }, order),
      block(0x0bad, Buffer.alloc(1_000, 0xff), order),
      obsolete(0, 3_000_000n, bytes, order),
    ])
    const read = readAll(file)
    expect(read.end.kind).toBe('complete')
    expect(read.frames).toMatchObject([{ at: 3_000, linkType: 113, hex: '0102030405' }])
    expect(readAll(file, [7])).toEqual(read)
  })
})
