import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CaptureReader } from '../../server/capture/pcap.ts'
import { anatomyOf } from '../../server/decode/anatomy/index.ts'
import type { Frame } from '../../server/decode/frame.ts'
import { Decoder } from '../../server/decode/index.ts'
import { messageLine } from '../../server/decode/line.ts'
import { FIELD_NAMES, LAYER_KINDS, type PacketField, type PacketLayer } from '../../shared/packet-layers.ts'
import { arbitraryFrameBytes, frameOf, LINK_TYPES, mutated } from '../generate/frame.ts'
import { TUNNELS } from '../generate/tunnel.ts'
import { honestFrames, MLD_FRAMES } from './honest.ts'
import { oddities } from './oddities.ts'

const HOUR = new URL('../fixtures/captures/hour.pcap', import.meta.url)

const flat = (fields: readonly PacketField[]): PacketField[] =>
  fields.flatMap((field) => [field, ...flat(field.fields ?? [])])
const hexOf = ({ data, start }: Frame, { first, last }: { first: number; last: number }): string =>
  Buffer.from(data.subarray(start + first, start + last + 1)).toString('hex')

/** Whatever the frame is: layers one after the other, from its first octet to its last; fields within their layer. */
function expectWhole(frame: Frame, layers: readonly PacketLayer[]): void {
  let next = 0
  for (const { kind, first, last, fields } of layers) {
    expect(LAYER_KINDS).toContain(kind)
    expect(first).toBe(next)
    expect(last).toBeGreaterThanOrEqual(first)
    next = last + 1
    const within = (some: readonly PacketField[], from: number, to: number): void => {
      for (const field of some) {
        expect(FIELD_NAMES).toContain(field.name)
        expect(field.first).toBeGreaterThanOrEqual(from)
        expect(field.last).toBeLessThanOrEqual(to)
        expect(field.last).toBeGreaterThanOrEqual(field.first)
        within(field.fields ?? [], field.first, field.last)
      }
    }
    within(fields, first, last)
  }
  expect(next).toBe(frame.end - frame.start)
}

function dissect(frame: Frame) {
  const decoder = new Decoder('')
  const message = decoder.decode(frame)
  if (typeof message === 'string') return null
  const layers = anatomyOf(frame, decoder.packetStart)
  return { line: messageLine(message), layers, packetStart: decoder.packetStart - frame.start }
}

/** What the fields say is what the decoder read. */
function expectAgreement(frame: Frame): boolean {
  const found = dissect(frame)
  if (!found) return false
  const { line, layers, packetStart } = found
  expectWhole(frame, layers)
  const message = layers.findIndex(({ kind }) => kind === 'igmp' || kind === 'mld')
  const ip = layers[message === -1 ? layers.length - 1 : message - 1]
  expect(ip?.first).toBe(packetStart)
  if (message === -1) {
    // Not an octet of it was captured.
    expect(line.type).toBeNull()
    return true
  }
  const fields = layers[message]!.fields
  const valuesOf = (name: string): string[] =>
    flat(fields)
      .filter((field) => field.name === name)
      .map(({ value }) => value)
  const ipValue = (name: string): string | undefined => ip?.fields.find((field) => field.name === name)?.value
  expect([ipValue('source'), ipValue('destination')]).toEqual([line.src, line.dst])
  expect(Number(ipValue(line.family === 'ipv4' ? 'ttl' : 'hop-limit'))).toBe(line.ttl)
  expect(Number(valuesOf('type')[0])).toBe(line.type)
  if (line.group !== null) expect(valuesOf('group')).toEqual([line.group])
  if (line.sources) expect(valuesOf('source-address')).toEqual(line.sources)
  if (line.records && line.problems.length === 0) {
    expect(valuesOf('record')).toEqual(line.records.map(({ type }) => type))
    expect(valuesOf('group')).toEqual(line.records.map(({ group }) => group))
    expect(valuesOf('source-address')).toEqual(line.records.flatMap(({ sources }) => sources))
  }
  const asked = flat(fields).find(({ name }) => name === 'max-response-code' || name === 'max-response-time')
  if (line.kind === 'query' && line.version !== null && asked) expect(asked.ms).toBe(line.maxResponseMs)
  return true
}

describe('the fields of a packet', () => {
  it('are those that the decoder reads: every frame of the hour', () => {
    let messages = 0
    const reader = new CaptureReader((frame) => {
      if (expectAgreement(frame)) messages += 1
    })
    reader.push(readFileSync(HOUR))
    expect(messages).toBeGreaterThan(900)
  })

  it('are those that the decoder reads: every fixture, tunnel, MLD message and oddity', () => {
    const frames = [...honestFrames(), ...oddities().map((data) => ({ data, linkType: 1 }))]
    const messages = frames.filter(({ data, linkType }) => expectAgreement(frameOf(data, 0, linkType)))
    expect(messages.length).toBeGreaterThan(300)
  })

  it.each(TUNNELS.map((tunnel) => [tunnel.name, tunnel] as const))('name each layer of: %s', (_name, { wrap }) => {
    const found = dissect(frameOf(wrap(MLD_FRAMES[0]!)))
    expect(found?.layers.at(-1)?.kind).toMatch(/^(mld|padding)$/)
    const unread = found?.layers.filter(({ kind }) => kind === 'unread') ?? []
    // The control word of a pseudowire alone has no fields.
    for (const { first, last } of unread) expect(last - first + 1).toBe(4)
  })

  it('are cut where the capture is, at any octet, and never made up', () => {
    for (const data of [...MLD_FRAMES, ...oddities().slice(0, 20)]) {
      for (let length = 0; length < data.length; length += 1) {
        const frame = frameOf(data.subarray(0, length), 0, 1, data.length)
        const found = dissect(frame)
        if (!found) continue
        expectWhole(frame, found.layers)
        // What is cut behind the message is padding.
        const message = found.layers.find(({ kind }) => kind === 'igmp' || kind === 'mld')
        const truncated = found.line.problems.includes('truncated')
        expect(truncated).toBe(message === undefined || message.cut)
      }
    }
  })

  it('say of each address exactly the octets that are there', () => {
    const frame = frameOf(MLD_FRAMES[0]!)
    const group = flat(dissect(frame)!.layers.at(-1)!.fields).find(({ name }) => name === 'group')!
    expect(hexOf(frame, group)).toBe('ff0e0000000000000000000000000101')
  })
})

describe('any octets', () => {
  const linkType = fc.constantFrom(...LINK_TYPES)
  it('are walked through without an exception, wherever a message is said to be', () => {
    fc.assert(
      fc.property(arbitraryFrameBytes, linkType, fc.nat(300), (data, type, where) => {
        const frame = frameOf(data, 0, type)
        expectWhole(frame, anatomyOf(frame, Math.min(where, data.length)))
      }),
      { numRuns: 3_000 },
    )
  })

  it('of every honest frame, changed, are walked through; and from their place in a chunk as from the beginning', () => {
    const honest = honestFrames()
    const change = fc
      .nat(honest.length - 1)
      .chain((which) => mutated(fc.constant(honest[which]!.data)).map((data) => ({ ...honest[which]!, data })))
    fc.assert(
      fc.property(change, fc.uint8Array({ maxLength: 40 }), ({ data, linkType: type }, noise) => {
        const frame = frameOf(data, 0, type)
        const decoder = new Decoder('')
        if (typeof decoder.decode(frame) === 'string') return
        const layers = anatomyOf(frame, decoder.packetStart)
        expectWhole(frame, layers)
        const chunk = new Uint8Array([...noise, ...data, ...noise])
        const moved = { ...frame, data: chunk, start: noise.length, end: noise.length + data.length }
        expect(anatomyOf(moved, decoder.packetStart + noise.length)).toEqual(layers)
      }),
      { numRuns: 2_000 },
    )
  })
})
