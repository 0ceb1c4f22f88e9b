import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseTzsp, type Tzsp } from '../../server/decode/tzsp.ts'

const parse = (hex: string): Tzsp => {
  const bytes = Buffer.from(hex.replaceAll(' ', ''), 'hex')
  return parseTzsp(bytes, 0, bytes.length)
}

describe('parseTzsp', () => {
  const cases: readonly (readonly [string, string, Tzsp])[] = [
    ['what a MikroTik sends', '01000001 01 aabbcc', { kind: 'frame', start: 5, end: 8 }],
    ['a transmitted frame', '01010001 01 aa', { kind: 'frame', start: 5, end: 6 }],
    [
      'padding and tags before the end',
      '01000001 00 0a01c4 00 3c06020000000001 01 aa',
      { kind: 'frame', start: 18, end: 19 },
    ],
    [
      'a frame that the sensor cut',
      '01000001 290205dc 01 aabb',
      { kind: 'frame', start: 9, end: 11, wireLength: 1_500 },
    ],
    ['an original length below what came', '01000001 29020001 01 aabb', { kind: 'frame', start: 9, end: 11 }],
    ['an original length of a strange size', '01000001 290105 01 aabb', { kind: 'frame', start: 8, end: 10 }],
    ['a keepalive, without an end tag', '01040000', { kind: 'keepalive' }],
    ['nothing', '', { kind: 'malformed', reason: 'tzsp-malformed' }],
    ['a cut header', '010000', { kind: 'malformed', reason: 'tzsp-malformed' }],
    ['another version', '02000001 01 aa', { kind: 'malformed', reason: 'tzsp-malformed' }],
    ['a port opener', '01050001 01', { kind: 'malformed', reason: 'tzsp-type' }],
    ['IEEE 802.11', '01000012 01 aa', { kind: 'malformed', reason: 'tzsp-encapsulation' }],
    ['no end tag', '01000001 0000', { kind: 'malformed', reason: 'tzsp-malformed' }],
    ['a tag without its length', '01000001 0a', { kind: 'malformed', reason: 'tzsp-malformed' }],
    ['a tag past the end', '01000001 0aff01', { kind: 'malformed', reason: 'tzsp-malformed' }],
    ['no frame after the end tag', '01000001 01', { kind: 'malformed', reason: 'tzsp-malformed' }],
  ]
  it.each(cases)('%s', (_, hex, parsed) => {
    expect(parse(hex)).toEqual(parsed)
  })

  it('reads nothing outside of its part, whatever the octets are', () => {
    const octets = fc.uint8Array({ maxLength: 60 })
    fc.assert(
      fc.property(octets, octets, octets, (before, middle, after) => {
        const bytes = Buffer.concat([before, Buffer.from([1, 0, 0, 1]), middle, after])
        const start = before.length
        const end = start + 4 + middle.length
        const parsed = parseTzsp(bytes, start, end)
        const alone = parseTzsp(bytes.subarray(start, end), 0, end - start)
        if (parsed.kind !== 'frame') expect(parsed).toEqual(alone)
        else expect({ ...parsed, start: parsed.start - start, end: parsed.end - start }).toEqual(alone)
        if (parsed.kind === 'frame') expect(parsed.start < parsed.end && parsed.end === end).toBe(true)
      }),
      { numRuns: 2_000 },
    )
  })
})
