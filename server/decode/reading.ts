import { ALL_HOSTS, isMartian, isMulticast, type IPv4, type Mac } from '../../shared/address.ts'
import type { Problem } from '../../shared/igmp.ts'
import type { EpochMs } from '../../shared/time.ts'
import type { IpHeader } from './ip.ts'
import type { Layers } from './link.ts'
import { isSound } from './problem.ts'
import { readIPv4 } from './reader.ts'
import type { Segment } from './segment.ts'
import type { Way } from './way.ts'

/** Octets of the shortest membership message. */
export const HEADER = 8

/** A message while it is read. This is the hot path: one reading for all messages, and each message one literal. */
export interface Reading {
  data: Uint8Array
  start: number
  /** Octets of the message that were captured, and that it has. */
  have: number
  length: number
  ip: IpHeader
  frame: number
  at: EpochMs
  segment: Segment
  way: Way
  mac: Mac | null
  problems: Problem[] | null
}

export const emptyReading = (ip: IpHeader, way: Way): Reading => ({
  data: new Uint8Array(0),
  start: 0,
  have: 0,
  length: 0,
  ip,
  frame: 0,
  at: 0,
  segment: { family: 'ipv4', name: '', vlans: [] },
  way,
  mac: null,
  problems: null,
})

/** The payload of `reading.ip`, in the frame at hand. Where that stands and what it came through is set before. */
export function begin(reading: Reading, { data, end, wireEnd, mac }: Layers): void {
  const { payload, payloadEnd, fragment } = reading.ip
  const length = payloadEnd - payload
  const have = Math.max(0, Math.min(end, payloadEnd) - payload)
  reading.data = data
  reading.start = payload
  reading.have = have
  reading.length = length
  reading.mac = mac
  reading.problems = null
  if (payloadEnd > wireEnd) flag(reading, 'bad-length')
  else if (have < length) flag(reading, 'truncated')
  if (fragment) flag(reading, 'fragment')
}

export function flag(reading: Reading, problem: Problem): void {
  if (!reading.problems) reading.problems = [problem]
  else if (!reading.problems.includes(problem)) reading.problems.push(problem)
}

export const sound = ({ problems }: Reading): boolean => problems === null || isSound(problems)

/**
 * RFC 3376 s4: sent with TTL 1 and the Router Alert option. No rule to refuse what is not, so it is only told. RFC 1122
 * s3.2.1.3: what comes from an address that nobody can have is discarded.
 */
export function checkHeader(reading: Reading): void {
  const { src, ttl, routerAlert } = reading.ip
  if (ttl !== 1) flag(reading, 'ttl-not-1')
  if (routerAlert === false) flag(reading, 'no-router-alert')
  if (typeof src === 'number' && isMartian(src)) flag(reading, 'bad-source')
}

/** The group address, or null when it was not captured or is not there. */
export const groupOf = ({ data, start, have }: Reading): IPv4 | null =>
  have >= HEADER ? readIPv4(data, start + 4) : null

export function checkReported(reading: Reading, group: IPv4): void {
  if (!isMulticast(group)) flag(reading, 'not-multicast')
  else if (group === ALL_HOSTS) flag(reading, 'all-hosts-reported')
}
