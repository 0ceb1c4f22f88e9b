import { readdirSync, readFileSync } from 'node:fs'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_FRAME } from '../../server/capture/records.ts'
import { readCapture } from '../../server/capture/file.ts'
import { CaptureReader } from '../../server/capture/pcap.ts'
import { readAll } from './read-all.ts'

const FOLDER = 'test/fixtures/captures/links'
const files = readdirSync(FOLDER).map((name) => readFileSync(`${FOLDER}/${name}`))
const sizes = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 8 })
const heads = ['', 'd4c3b2a1', 'a1b23c4d', '0a0d0d0a1c0000004d3c2b1a', '0a0d0d0a0000001c1a2b3c4d'].map((hex) =>
  Buffer.from(hex, 'hex'),
)

const anyCapture = fc.oneof(
  fc
    .tuple(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 400 }))
    .map(([head, tail]) => Buffer.concat([head, tail])),
  // A real file with some octets changed, perhaps cut.
  fc
    .tuple(
      fc.constantFrom(...files),
      fc.array(fc.tuple(fc.nat(900), fc.nat(255)), { maxLength: 4 }),
      fc.option(fc.nat(900), { freq: 2 }),
    )
    .map(([file, changes, cut]) => {
      const copy = Buffer.from(file)
      for (const [at, value] of changes) if (at < copy.length) copy[at] = value
      return cut === null ? copy : copy.subarray(0, cut)
    }),
)

describe('any octets', () => {
  it('never throw, stay within their chunk, and give numbers', () => {
    fc.assert(
      fc.property(anyCapture, (bytes) => {
        const reader = new CaptureReader((frame) => {
          expect(frame.start).toBeGreaterThanOrEqual(0)
          expect(frame.end).toBeLessThanOrEqual(frame.data.length)
          expect(frame.end - frame.start).toBeLessThanOrEqual(MAX_FRAME)
          expect(frame.wireLength).toBeGreaterThanOrEqual(frame.end - frame.start)
          expect(Number.isFinite(frame.at)).toBe(true)
        })
        reader.push(bytes)
        expect(['complete', 'cut', 'damaged', 'not-a-capture']).toContain(reader.end().kind)
      }),
      { numRuns: 3_000 },
    )
  })

  it('give the same frames and the same end, however they are cut into chunks', () => {
    fc.assert(
      fc.property(anyCapture, sizes, (bytes, chunks) => {
        expect(readAll(bytes, chunks)).toEqual(readAll(bytes))
      }),
      { numRuns: 1_500 },
    )
  })

  it('in a gzip end in a plain value too', async () => {
    const packed = gzipSync(readFileSync(`${FOLDER}/ethernet.pcap`))
    const changes = fc.array(fc.tuple(fc.nat(packed.length - 1), fc.nat(255)), { maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(
        changes,
        fc.nat(packed.length),
        fc.integer({ min: 1, max: 80 }),
        async (places, length, size) => {
          const copy = Buffer.from(packed.subarray(0, length))
          for (const [at, value] of places) if (at < length) copy[at] = value
          const chunks = Array.from({ length: Math.ceil(length / size) }, (_, n) =>
            copy.subarray(n * size, (n + 1) * size),
          )
          const { kind } = await readCapture(Readable.from(chunks), () => undefined)
          expect(['complete', 'cut', 'damaged', 'not-a-capture']).toContain(kind)
        },
      ),
      { numRuns: 300 },
    )
  })
})
