import type { TableLimits } from './membership/limits.ts'

/** What the process may take in all, unless told otherwise (octets). */
export const USUAL_MEMORY = 1_024 ** 3
/** With less it does not start well: code, threads and the caches of the history take about half of this. */
export const LEAST_MEMORY = 384 * 1_024 ** 2

/*
 * Octets of one of each, measured with what is written down of how it behaves and with room for IPv6 (test/flood/weigh.ts,
 * docs/limits.md): a membership 203, a host 180, a group 575, a segment 15,800.
 */
const OF_A_MEMBERSHIP = 256
const OF_A_HOST = 256
const OF_A_GROUP = 768
const OF_A_SEGMENT = 20_480
/** Of a change that waits for the disk, in the queue and on its way through the thread that writes. */
const OF_A_CHANGE = 128
/** A block of kept packets with what is noted of them. */
const OF_A_BLOCK = 440_000

/** Of all memory. The rest is for code, young objects, logs, pages and garbage (heap-growth.ts). */
const TABLES = 0.35
const CHANGES = 1 / 20
const PACKETS = 1 / 12
const HISTORY = 1 / 10
/** Of the tables. */
const SHARES = { memberships: 0.35, hosts: 0.3, groups: 0.2, segments: 0.15 } as const
/** Of the memory that the engine may use for what it has made; it collects garbage in the rest. */
const HEAP_USED = 0.75
/** Nobody has more, and views go through all of them. */
const MOST: TableLimits = { segments: 4_096, groups: 200_000, hosts: 2_000_000, memberships: 4_000_000 }

export interface MemoryBudget {
  /** What was asked for, or what the engine leaves of it. */
  readonly bytes: number
  /** The engine may use less than was asked for: by this much its limit must grow (`--max-old-space-size`, MB). */
  readonly heapNeeded: number | null
  readonly table: TableLimits
  readonly packetBlocks: number
  readonly queue: number
  /** What the threads of the history may remember of what is in the file, in octets. */
  readonly history: number
}

/** `heapLimit`: what the engine may use for what it makes. */
export function memoryBudget(wanted: number, heapLimit: number): MemoryBudget {
  const bytes = Math.min(wanted, Math.floor(heapLimit / HEAP_USED))
  const of = (kind: keyof TableLimits, each: number): number =>
    Math.min(MOST[kind], Math.floor((bytes * TABLES * SHARES[kind]) / each))
  return {
    bytes,
    heapNeeded: bytes < wanted ? Math.ceil((wanted * HEAP_USED) / 1_024 ** 2) : null,
    table: {
      segments: of('segments', OF_A_SEGMENT),
      groups: of('groups', OF_A_GROUP),
      hosts: of('hosts', OF_A_HOST),
      memberships: of('memberships', OF_A_MEMBERSHIP),
    },
    packetBlocks: Math.max(4, Math.floor((bytes * PACKETS) / OF_A_BLOCK)),
    queue: Math.floor((bytes * CHANGES) / OF_A_CHANGE),
    history: Math.floor(bytes * HISTORY),
  }
}
