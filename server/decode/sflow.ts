import { type Address, ipv4 } from '../../shared/address.ts'
import type { AddressCache } from './address-cache.ts'
import { cutOr } from './inner.ts'
import type { Layers } from './link.ts'
import type { NoMessage } from './problem.ts'
import { u32 } from './reader.ts'
import type { Way } from './way.ts'

export const SFLOW_PORT = 6_343

const VERSION = 5
const ADDRESS_IPV4 = 1
const ADDRESS_IPV6 = 2
/* Data formats of sFlow itself (enterprise 0). */
const FLOW_SAMPLE = 1
const EXPANDED_FLOW_SAMPLE = 3
const RAW_HEADER = 1
/** Octets of a flow sample before its records: identifiers are one word, or two when expanded. */
const FLOW_HEADER = 32
const EXPANDED_FLOW_HEADER = 44
/** Octets of a raw header record before the header. */
const RAW_HEADER_START = 16

/** Protocols of a sampled header that are opened here. */
export const SFLOW_PROTOCOL = { ethernet: 1, ipv4: 11, ipv6: 12 } as const

/** The first octets of one frame, in data[start..end). */
export interface Sample {
  /** One in so many frames is sampled. */
  samplingRate: number
  /** Samples that the agent itself could not take, so far. */
  drops: number
  protocol: number
  /** Octets the frame had, without what the agent took off. */
  frameLength: number
  start: number
  end: number
}

export type Sflow =
  | {
      kind: 'datagram'
      agent: Address
      subAgent: number
      sequence: number
      samples: readonly Sample[]
      /** False when a sample runs past the end: those before it are there. */
      whole: boolean
    }
  | { kind: 'malformed'; reason: 'sflow-malformed' }

const MALFORMED: Sflow = { kind: 'malformed', reason: 'sflow-malformed' }

/** sFlow version 5 (sflow.org, 2004, s5.3) in data[start..end), a datagram's payload: the raw headers of its flow samples. */
export function parseSflow(data: Uint8Array, start: number, end: number, addresses: AddressCache): Sflow {
  if (end - start < 28 || u32(data, start) !== VERSION) return MALFORMED
  const addressType = u32(data, start + 4)
  if (addressType !== ADDRESS_IPV4 && addressType !== ADDRESS_IPV6) return MALFORMED
  const address = start + 8
  const ids = address + (addressType === ADDRESS_IPV4 ? 4 : 16)
  let at = ids + 16
  if (at > end) return MALFORMED
  const agent = addressType === ADDRESS_IPV4 ? ipv4(u32(data, address)) : addresses.read(data, address)
  const samples: Sample[] = []
  let whole = true
  for (let left = u32(data, ids + 12); left > 0 && whole; left -= 1) {
    const sampleEnd = at + 8 <= end ? at + 8 + u32(data, at + 4) : Infinity
    whole = sampleEnd <= end && readSample(data, at + 8, sampleEnd, u32(data, at), samples)
    at = sampleEnd
  }
  return { kind: 'datagram', agent, subAgent: u32(data, ids), sequence: u32(data, ids + 4), samples, whole }
}

/** False when it runs past its own end. */
function readSample(data: Uint8Array, start: number, end: number, format: number, samples: Sample[]): boolean {
  if (format !== FLOW_SAMPLE && format !== EXPANDED_FLOW_SAMPLE) return true // counters, and what vendors add
  const expanded = format === EXPANDED_FLOW_SAMPLE
  let at = start + (expanded ? EXPANDED_FLOW_HEADER : FLOW_HEADER)
  if (at > end) return false
  const rate = start + (expanded ? 12 : 8)
  const samplingRate = u32(data, rate)
  const drops = u32(data, rate + 8)
  for (let left = u32(data, at - 4); left > 0; left -= 1) {
    if (at + 8 > end) return false
    const record = at + 8
    const recordEnd = record + u32(data, at + 4)
    if (recordEnd > end) return false
    if (u32(data, at) === RAW_HEADER) {
      if (recordEnd - record < RAW_HEADER_START) return false
      const header = record + RAW_HEADER_START
      const headerEnd = header + u32(data, record + 12)
      if (headerEnd > recordEnd) return false
      const frameLength = Math.max(0, u32(data, record + 4) - u32(data, record + 8))
      samples.push({ samplingRate, drops, protocol: u32(data, record), frameLength, start: header, end: headerEnd })
    }
    at = recordEnd
  }
  return true
}

/** A datagram has several samples: they wait in `way` until they are asked for. */
export function openSflow(layers: Layers, way: Way, addresses: AddressCache): NoMessage {
  const sflow = parseSflow(layers.data, layers.position, layers.end, addresses)
  if (sflow.kind === 'malformed') return cutOr(sflow.reason, layers)
  way.losses.see(sflow.agent, `sflow:${sflow.subAgent}`, sflow.sequence)
  if (sflow.samples.length === 0) return sflow.whole ? 'not-igmp' : cutOr('sflow-malformed', layers)
  way.samples = sflow.samples
  way.agent = sflow.agent
  return 'samples'
}
