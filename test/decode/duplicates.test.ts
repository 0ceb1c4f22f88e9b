import { describe, expect, it } from 'vitest'
import { Duplicates } from '../../server/decode/duplicates.ts'
import type { Segment } from '../../server/decode/segment.ts'
import { mac, type Mac } from '../../shared/address.ts'

const SEGMENT: Segment = { family: 'ipv4', name: '10', vlans: [10] }
const OTHER: Segment = { family: 'ipv4', name: '20', vlans: [20] }
const MAC = mac(0x020000000a0b)
const packet = (seed: number, length = 32): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => (seed * 31 + i * 7) & 255)

class Copies {
  readonly duplicates: Duplicates
  constructor(window = 5) {
    this.duplicates = new Duplicates(window)
  }
  see(at: number, data = packet(1), segment = SEGMENT, source: Mac | null = MAC): boolean {
    return this.duplicates.isCopy(at, segment, source, data, 0, data.length)
  }
}
/** Whether the same packet is a copy, at each of these times (ms). */
const seen = (times: readonly number[], window = 5): boolean[] => {
  const copies = new Copies(window)
  return times.map((at) => copies.see(at))
}

describe('the window runs from the first copy and does not slide', () => {
  it.each([
    ['microseconds apart', [0, 0.03], [false, true]],
    ['at the same moment', [0, 0, 0], [false, true, true]],
    ['at its end', [0, 5], [false, true]],
    ['after its end', [0, 5.001], [false, false]],
    ['each near to the one before, the last far from the first', [0, 3, 6, 9], [false, true, false, true]],
    ['a retransmission of 450 ms later, and its copy', [0, 0.04, 450, 450.04], [false, true, false, true]],
    ['a time that is large', [1_764_115_200_000.1, 1_764_115_200_000.2, 1_764_115_200_005.3], [false, true, false]],
  ] as const)('%s', (_name, times, expected) => {
    expect(seen(times)).toEqual(expected)
  })

  it.each([
    [1, [0, 1, 1.5], [false, true, false]],
    [1_000, [0, 999, 1_000, 1_001], [false, true, true, false]],
  ] as const)('a window of %i ms', (window, times, expected) => {
    expect(seen(times, window)).toEqual(expected)
  })

  it('0 switches it off', () => {
    expect(seen([0, 0, 0.01], 0)).toEqual([false, false, false])
  })
})

describe('a clock that goes back', () => {
  it('by less than the window: still a copy', () => {
    expect(seen([10, 9.9])).toEqual([false, true])
  })

  it('by hours: the same bytes are no copy of what was seen then', () => {
    expect(seen([3_600_000, 0, 0.1])).toEqual([false, false, true])
  })
})

describe('what is no copy', () => {
  it('the same bytes on another segment', () => {
    const copies = new Copies()
    expect([copies.see(0), copies.see(0.1, packet(1), OTHER), copies.see(0.2, packet(1), OTHER)]).toEqual([
      false,
      false,
      true,
    ])
  })

  it('the same bytes from another MAC', () => {
    const copies = new Copies()
    expect([
      copies.see(0),
      copies.see(0.1, packet(1), SEGMENT, mac(1)),
      copies.see(0.2, packet(1), SEGMENT, null),
    ]).toEqual([false, false, false])
    expect(copies.see(0.3, packet(1), SEGMENT, null)).toBe(true)
  })

  it.each([1, 2, 3, 4, 5, 20, 31, 32, 33, 34, 35, 61, 1_535, 1_536, 1_537, 3_000])(
    'one octet that differs, anywhere in %i',
    (length) => {
      const whole = packet(1, length)
      for (const where of new Set([0, length >> 1, length - 1])) {
        const other = whole.slice()
        other[where] = other[where]! ^ 1
        const copies = new Copies()
        expect([copies.see(0, whole), copies.see(0.1, other), copies.see(0.2, whole), copies.see(0.3, other)]).toEqual([
          false,
          false,
          true,
          true,
        ])
      }
    },
  )

  it('a beginning, or the same with zeros behind it', () => {
    const whole = new Uint8Array(40).fill(7, 0, 32)
    for (const length of [29, 30, 31, 33, 36]) {
      const copies = new Copies()
      expect(copies.see(0, whole.subarray(0, 32))).toBe(false)
      expect(copies.see(0.1, whole.subarray(0, length))).toBe(false)
    }
  })

  it('a packet with the same hash is told apart by its octets', () => {
    // Every pair of 200 short packets: were the hash alone believed, one collision would be enough.
    const copies = new Copies()
    const packets = Array.from({ length: 200 }, (_, i) => Uint8Array.of(i, 255 - i, i ^ 0x55))
    expect(packets.map((data) => copies.see(1, data))).toEqual(packets.map(() => false))
    expect(packets.map((data) => copies.see(2, data))).toEqual(packets.map(() => true))
  })

  it('what lies around the packet in its frame does not matter', () => {
    const duplicates = new Duplicates(5)
    const first = Uint8Array.from([9, 9, ...packet(1), 1, 2, 3])
    const second = Uint8Array.from([8, ...packet(1), 7])
    expect(duplicates.isCopy(0, SEGMENT, MAC, first, 2, 34)).toBe(false)
    expect(duplicates.isCopy(1, SEGMENT, MAC, second, 1, 33)).toBe(true)
  })

  it('the bytes of a frame may be overwritten after the call', () => {
    const copies = new Copies()
    const data = packet(1)
    copies.see(0, data)
    data.fill(0)
    expect(copies.see(0.1, packet(1))).toBe(true)
    expect(copies.see(0.2, data)).toBe(false)
  })
})

describe('between others', () => {
  it('a copy is found behind hundreds of other packets', () => {
    const copies = new Copies()
    copies.see(0)
    for (let i = 0; i < 500; i += 1) copies.see(1, Uint8Array.of(1, i >> 8, i & 255, 4))
    expect(copies.see(4)).toBe(true)
  })

  it('what is remembered is bounded: the oldest goes first', () => {
    const copies = new Copies()
    copies.see(0)
    for (let i = 0; i < 600; i += 1) copies.see(1, Uint8Array.of(1, i >> 8, i & 255, 4))
    expect(copies.see(4)).toBe(false)
    expect(copies.see(4, Uint8Array.of(1, 599 >> 8, 599 & 255, 4))).toBe(true)
  })
})

describe('loops', () => {
  const loops = (times: readonly number[]): number => {
    const copies = new Copies()
    for (const at of times) copies.see(at)
    return copies.duplicates.loops
  }
  const every = (step: number, count: number): number[] => Array.from({ length: count }, (_, i) => i * step)

  it.each([
    ['eight copies of a mirror of many ports are none', every(0.1, 8), 0],
    ['more than eight within the window', every(0.1, 12), 4],
    ['two copies, and a retransmission with its copy', [0, 0.1, 450, 450.1], 0],
    ['repeats that are just further apart than the window', [0, 5.5, 11], 0],
  ] as const)('%s', (_name, times, expected) => {
    expect(loops(times)).toBe(expected)
  })

  it('copies that go on past the window', () => {
    expect(loops(every(1, 6))).toBe(0)
    expect(loops(every(1, 30))).toBeGreaterThan(0)
    expect(loops(every(3, 10))).toBeGreaterThan(0)
  })
})
