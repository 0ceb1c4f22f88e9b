import { readFileSync, readdirSync } from 'node:fs'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { CaptureReader } from '../../server/capture/pcap.ts'
import { encodeFrame } from '../../server/capture/simulated/encode.ts'
import { destinationOf, floatCode, type OutgoingMessage } from '../../server/capture/simulated/message.ts'
import type { Frame } from '../../server/capture/source.ts'
import { Decoder } from '../../server/decode/index.ts'
import { messageLine } from '../../server/decode/line.ts'
import type { Message } from '../../server/decode/message.ts'
import { mac, UNSPECIFIED } from '../../shared/address.ts'
import { PROBLEMS } from '../../shared/igmp.ts'
import { arbitraryFrameBytes, frameOf, LINK_TYPES, mutated } from '../generate/frame.ts'
import { fuzz } from './fuzz-run.ts'
import { arbitraryMessage, HOSTS } from '../generate/message.ts'

const CAPTURES = new URL('../fixtures/captures/', import.meta.url)
const linkType = fc.constantFrom(...LINK_TYPES)

const decode = (frame: Frame) => new Decoder('').decode(frame)

/** Octets of JSON for one octet of frame, at most, and for the rest of the line: no frame may blow up. */
const LINE_PER_OCTET = 16
const LINE_BASE = 1_000

function expectSane(result: ReturnType<typeof decode>, octets: number): void {
  if (typeof result === 'string') return
  expect(PROBLEMS).toEqual(expect.arrayContaining([...result.problems]))
  expect(new Set(result.problems).size).toBe(result.problems.length)
  expect(JSON.stringify(messageLine(result)).length).toBeLessThan(LINE_BASE + LINE_PER_OCTET * octets)
}

describe('any octets as a frame', () => {
  it('give a message or a reason, never an exception, and a bounded line', () => {
    fc.assert(
      fc.property(arbitraryFrameBytes, linkType, fc.nat(2_000), (data, type, cut) => {
        expectSane(decode(frameOf(data, 0, type, data.length + cut)), data.length)
      }),
      { numRuns: 3_000 },
    )
  })

  it('are read from start to end alone: what lies around them in the chunk changes nothing', () => {
    const noise = fc.uint8Array({ minLength: 0, maxLength: 80 })
    fc.assert(
      fc.property(arbitraryFrameBytes, linkType, noise, noise, (data, type, before, after) => {
        const chunk = new Uint8Array([...before, ...data, ...after])
        const [start, end] = [before.length, before.length + data.length]
        const inChunk = decode({ ...frameOf(data, 0, type), data: chunk, start, end })
        expect(inChunk).toEqual(decode(frameOf(data, 0, type)))
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('real frames, changed', () => {
  const frames: { data: Uint8Array; linkType: number; file: string }[] = []
  beforeAll(() => {
    for (const folder of ['cases', 'links', 'stacks']) {
      for (const file of readdirSync(new URL(folder, CAPTURES))) {
        if (!/\.pcap(ng)?$/.test(file)) continue
        const reader = new CaptureReader(({ data, start, end, linkType }) => {
          frames.push({ data: data.slice(start, end), linkType, file })
        })
        reader.push(readFileSync(new URL(`${folder}/${file}`, CAPTURES)))
        reader.end()
      }
    }
    expect(frames.length).toBeGreaterThan(200)
  })

  it('give a message or a reason, never an exception, and a bounded line', () => {
    const change = fc.nat().chain((which) => {
      const frame = frames[which % frames.length]
      if (!frame) throw new Error('no frames')
      return mutated(fc.constant(frame.data)).map((data) => ({ ...frame, data }))
    })
    fc.assert(
      fc.property(change, ({ data, linkType }) => expectSane(decode(frameOf(data, 0, linkType)), data.length)),
      { numRuns: 5_000 },
    )
  })

  it('cut anywhere within the message are truncated or nothing, and never change anything', () => {
    for (const { data, linkType, file } of frames) {
      const whole = decode(frameOf(data, 0, linkType))
      if (typeof whole === 'string' || !whole.sound) continue
      for (let length = 0; length < data.length; length += 1) {
        const cut = decode(frameOf(data.subarray(0, length), 0, linkType, data.length))
        if (typeof cut === 'string') expect(['truncated', 'not-igmp'], file).toContain(cut)
        // Padding may be cut, and what follows the message.
        else if (cut.sound) expect({ ...cut, segment: null }, file).toEqual({ ...whole, segment: null })
        else expect(cut.problems, file).toContain('truncated')
      }
    }
  })
})

describe('mutants of every fixture, tunnel and MLD message', () => {
  it('throw nothing, take no time, and change nothing where they are refused', () => {
    const figures = fuzz(
      100_000,
      20_251_126,
      () => performance.now(),
      () => undefined,
    )
    expect(figures.frames).toBe(100_000)
    // It is the decoder that is tried, not its first check alone.
    expect(figures.messages).toBeGreaterThan(30_000)
    expect(figures.sound).toBeGreaterThan(5_000)
    expect(figures.samples).toBeGreaterThan(100)
    for (const reason of ['gre', 'erspan', 'geneve', 'mpls', 'pppoe', 'l2tp', 'capwap', 'vxlan', 'tzsp', 'sflow']) {
      expect(figures.reasons[`${reason}-malformed`], reason).toBeGreaterThan(0)
    }
  })
})

describe('what was meant is what is read', () => {
  const envelope = fc.record({
    src: fc.constantFrom(...HOSTS),
    srcMac: fc.nat(0xffffffff).map((low) => mac(0x020000000000 + low)),
    vlans: fc.array(fc.integer({ min: 1, max: 4_095 }), { maxLength: 4 }),
    tagTypes: fc.array(fc.constantFrom(0x8100, 0x88a8, 0x9100), { minLength: 4, maxLength: 4 }),
    ttl: fc.integer({ min: 0, max: 255 }),
    routerAlert: fc.boolean(),
    padTo: fc.constantFrom(0, 60, 128),
  })

  it('field by field', () => {
    fc.assert(
      fc.property(arbitraryMessage, envelope, (message, sent) => {
        const result = decode(frameOf(encodeFrame(message, sent), 1_234.5))
        const problems = [...(sent.ttl === 1 ? [] : ['ttl-not-1']), ...(sent.routerAlert ? [] : ['no-router-alert'])]
        const { src, srcMac, ttl, routerAlert, vlans } = sent
        expect(result).toMatchObject({ at: 1_234.5, src, mac: srcMac, dst: destinationOf(message), ttl, routerAlert })
        expect(result).toMatchObject({ problems, sound: true, frame: 1, encapsulation: [], ...meant(message) })
        expect((result as Message).segment.vlans).toEqual(vlans)
      }),
      { numRuns: 2_000 },
    )
  })
})

/** The fields of the message that the decoder should find. */
function meant(message: OutgoingMessage) {
  switch (message.kind) {
    case 'report':
      return { kind: 'report', version: message.version, group: message.group }
    case 'leave':
      return { kind: 'leave', version: 2, group: message.group }
    case 'records':
      return {
        kind: 'report',
        version: 3,
        records: message.records.map(({ type, group, sources }) => ({ type, group, sources })),
      }
    case 'query': {
      const { version, sources, suppress } = message
      const group = message.group === UNSPECIFIED ? null : message.group
      const scope = group === null ? 'general' : sources.length > 0 ? 'group-and-source' : 'group'
      const common = { kind: 'query', version, group, scope, maxResponseMs: maxResponse(message) }
      if (version !== 3) return { ...common, suppress: false, robustness: null, queryIntervalMs: null, sources: [] }
      const robustness = message.robustness > 7 ? 0 : message.robustness
      return { ...common, suppress, robustness, queryIntervalMs: value(message.queryInterval) * 1_000, sources }
    }
  }
}

/** RFC 3376 s4.1.1, s7.1; RFC 2236 s2.2; RFC 2236 s4 for version 1. */
function maxResponse({ version, maxResponseTenths }: { version: 1 | 2 | 3; maxResponseTenths: number }): number {
  if (version === 1) return 10_000
  return (version === 2 ? Math.min(255, maxResponseTenths) : value(maxResponseTenths)) * 100
}

/** What a number becomes when it has to go through the one-octet code. */
function value(number: number): number {
  const code = floatCode(number)
  return code < 128 ? code : ((code & 15) | 16) << (((code >> 4) & 7) + 3)
}
