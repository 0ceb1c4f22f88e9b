import { describe, expect, it } from 'vitest'
import { Duplicates, type LoopKind } from '../../server/decode/duplicates.ts'
import type { Segment } from '../../server/decode/segment.ts'
import { mac } from '../../shared/address.ts'

const SEGMENT: Segment = { family: 'ipv4', name: '10', vlans: [10] }
const packet = (seed: number): Uint8Array => Uint8Array.from({ length: 32 }, (_, i) => (seed * 31 + i * 7) & 255)

const see = (copies: Duplicates, at: number, seed = 1): LoopKind | null => {
  copies.isCopy(at, SEGMENT, mac(0x020000000a0b), packet(seed), 0, 32)
  return copies.looped
}

describe('what goes round', () => {
  it.each<[string, readonly number[], readonly (LoopKind | null)[]]>([
    ['eight copies', [0, 0, 0, 0, 0, 0, 0, 0], Array.from({ length: 8 }, () => null)],
    ['a ninth one', [0, 0, 0, 0, 0, 0, 0, 0, 0], [...Array.from({ length: 8 }, () => null), 'too-many']],
    ['copies that go on past the window', [0, 3, 6, 9, 12], [null, null, 'goes-on', null, 'goes-on']],
    ['three copies and one more at their beat', [0, 2, 4, 6, 8, 10], [null, null, null, 'keeps-on', null, null]],
    [
      'ten copies at their beat',
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
      [...Array.from({ length: 6 }, () => null), 'keeps-on', null, null, null],
    ],
    [
      'a message that is repeated just when three copies of it end',
      [0, 0.05, 0.1, 5.05],
      [null, null, null, 'goes-on'],
    ],
    ['a message that is repeated without copies', [0, 6, 12], [null, null, null]],
  ])('%s', (_name, times, expected) => {
    const copies = new Duplicates(5)
    expect(times.map((at) => see(copies, at))).toEqual(expected)
    expect(copies.loops).toBe(expected.filter((kind) => kind !== null).length)
  })
})

describe('a mirror that shows each frame more than once', () => {
  it.each<[number, readonly number[], LoopKind | null]>([
    [2, [0, 3, 6, 6.1], 'goes-on'],
    [3, [0, 2.4, 4.8, 7.2, 9.6], 'goes-on'],
    [3, [0, 1, 2, 3, 4, 5, 6, 7], 'keeps-on'],
    [2, [0, 2, 4, 6], 'keeps-on'],
  ])('%i times: %s', (shown, times, expected) => {
    const copies = new Duplicates(5)
    for (let seed = 2; seed < 12; seed += 1) for (let copy = 0; copy < shown; copy += 1) see(copies, -100 * seed, seed)
    const kinds = times.map((at) => see(copies, at)).filter((kind) => kind !== null)
    expect(kinds).toEqual([expected])
  })
})

describe('how many times a frame comes', () => {
  it.each([
    ['nothing was seen', [], 1],
    ['each once', [1, 1, 1], 1],
    ['each twice', [2, 2, 2], 2],
    ['most once', [1, 1, 1, 3, 3], 1],
    ['most four times', [1, 4, 4, 4], 4],
    ['more than anybody counts', [30, 30, 30], 9],
  ])('%s', (_name, counts, expected) => {
    const copies = new Duplicates(5)
    counts.forEach((count, seed) => {
      for (let copy = 0; copy < count; copy += 1) see(copies, 100 * seed, seed)
    })
    expect(copies.median()).toBe(expected)
  })
})
