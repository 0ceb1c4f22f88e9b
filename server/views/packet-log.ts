import type { Address } from '../../shared/address.ts'
import type { PacketsKept } from '../../shared/packets.ts'
import type { EpochMs } from '../../shared/time.ts'
import type { Frame } from '../decode/frame.ts'
import type { Message } from '../decode/message.ts'
import type { Segment } from '../decode/segment.ts'
import { GENERAL, markOf, marksOf } from './packet-marks.ts'
import { PacketPool } from './packet-pool.ts'

/** Octets and packets of one block; the longest frame there may be fits. Whole blocks go, the oldest first. */
const BLOCK_OCTETS = 262_144
const BLOCK_PACKETS = 4_096
/** Packets that one tap keeps. */
const PACKETS_KEPT = 100_000

/** What a frame is beside its octets: nearly all of a source are alike, so it is kept once for many. */
type Origin = Omit<Frame, 'at' | 'data' | 'start' | 'end' | 'wireLength'>

/** Packets in the order in which they came. Octets are copied: a frame's own are overwritten. */
export class PacketBlock {
  readonly data = new Uint8Array(BLOCK_OCTETS)
  readonly at = new Float64Array(BLOCK_PACKETS)
  readonly frame = new Float64Array(BLOCK_PACKETS)
  /** Where each begins; the next one's beginning is its end. */
  readonly start = new Uint32Array(BLOCK_PACKETS + 1)
  readonly wire = new Uint32Array(BLOCK_PACKETS)
  /** A bit for each group and host that it may be about: most packets are passed over without reading them. */
  readonly marks = new Uint32Array(BLOCK_PACKETS)
  readonly copy = new Uint8Array(BLOCK_PACKETS)
  readonly segments: Segment[] = []
  readonly origins: Origin[] = []
  size = 0

  fits(octets: number): boolean {
    return this.size < BLOCK_PACKETS && this.start[this.size]! + octets <= BLOCK_OCTETS
  }
}

/** One packet that is kept, where it lies. It stays readable when the log has let it go meanwhile. */
export interface KeptPacket {
  readonly block: PacketBlock
  readonly index: number
}

/** Which packets to go through: those that may be about it. A segment is told by its name. */
export interface Wanted {
  segment?: string
  group?: Address
  host?: Address
  /** General queries as well, which are about all groups of their segment. */
  general?: boolean
}

/** The last packets of a tap that were IGMP or MLD, copies and refused ones too. Bounded in packets and in octets. */
export class PacketLog {
  readonly #pool: PacketPool
  readonly #most: number
  readonly #blocks: PacketBlock[] = []
  #size = 0
  #pushed = 0
  #origin: Origin | null = null

  /** `pool`: the octets that all taps have together. */
  constructor(pool = new PacketPool(), most = PACKETS_KEPT) {
    this.#pool = pool
    this.#most = most
    pool.join(this)
  }

  /** Blocks that it holds of the pool's. */
  get blocks(): number {
    return this.#blocks.length
  }

  /** `segment`: the one under which it is shown. */
  push(frame: Frame, message: Message, segment: Segment, copy: boolean): void {
    const octets = frame.end - frame.start
    if (octets > BLOCK_OCTETS) return
    let block = this.#blocks.at(-1)
    if (!block?.fits(octets)) {
      while (this.#size + BLOCK_PACKETS > this.#most && this.#blocks.length > 1) this.dropOldest()
      this.#pool.takeBlock(this)
      block = new PacketBlock()
      this.#blocks.push(block)
    }
    const index = block.size
    const start = block.start[index]!
    for (let i = 0; i < octets; i += 1) block.data[start + i] = frame.data[frame.start + i]!
    block.start[index + 1] = start + octets
    block.at[index] = message.at
    block.frame[index] = message.frame
    block.wire[index] = frame.wireLength
    block.marks[index] = marksOf(message)
    block.copy[index] = copy ? 1 : 0
    block.segments.push(segment)
    block.origins.push(this.#originOf(frame))
    block.size += 1
    this.#size += 1
    this.#pushed += 1
  }

  /** The oldest block goes. */
  dropOldest(): void {
    const block = this.#blocks.shift()
    if (!block) return
    this.#size -= block.size
    this.#pool.giveBack()
  }

  kept(): PacketsKept {
    const [oldest] = this.#blocks
    const octets = this.#blocks.reduce((sum, { start, size }) => sum + start[size]!, 0)
    const since: EpochMs | null = oldest && oldest.size > 0 ? oldest.at[0]! : null
    return { packets: this.#size, octets, dropped: this.#pushed - this.#size, since }
  }

  /** The newest first. */
  *newest(wanted: Wanted = {}): Generator<KeptPacket> {
    const { segment, group, host, general = false } = wanted
    const groupMark = group === undefined ? 0 : markOf(group)
    const hostMark = host === undefined ? 0 : markOf(host)
    // Those that are there now: what is dropped meanwhile is still told.
    const blocks = [...this.#blocks]
    for (let b = blocks.length - 1; b >= 0; b -= 1) {
      const block = blocks[b]!
      for (let index = block.size - 1; index >= 0; index -= 1) {
        const marks = block.marks[index]!
        if ((marks & hostMark) !== hostMark) continue
        if ((marks & groupMark) !== groupMark && !(general && marks & GENERAL)) continue
        if (segment !== undefined && block.segments[index]!.name !== segment) continue
        yield { block, index }
      }
    }
  }

  /** By its number within the tap; null when it is not kept. */
  find(frame: number): KeptPacket | null {
    for (const block of [...this.#blocks].reverse()) {
      if (block.size === 0 || block.frame[0]! > frame) continue
      const index = placeOf(block, frame)
      return index === null ? null : { block, index }
    }
    return null
  }

  #originOf(frame: Frame): Origin {
    const known = this.#origin
    const { linkType, interfaceId, tunnel, encapsulation, vlan, sampled } = frame
    if (
      known?.linkType === linkType &&
      known.interfaceId === interfaceId &&
      known.tunnel === tunnel &&
      known.encapsulation === encapsulation &&
      known.vlan === vlan &&
      known.sampled === sampled
    )
      return known
    const origin: Origin = { linkType, interfaceId, tunnel }
    if (encapsulation !== undefined) Object.assign(origin, { encapsulation, vlan, sampled })
    this.#origin = origin
    return origin
  }
}

/** Numbers rise within a tap. */
function placeOf({ frame: frames, size }: PacketBlock, frame: number): number | null {
  let low = 0
  let high = size - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const found = frames[middle]!
    if (found === frame) return middle
    if (found < frame) low = middle + 1
    else high = middle - 1
  }
  return null
}

/** The packet as its source had handed it over. */
export function frameOf({ block, index }: KeptPacket): Frame {
  return {
    ...block.origins[index]!,
    at: block.at[index]!,
    data: block.data,
    start: block.start[index]!,
    end: block.start[index + 1]!,
    wireLength: block.wire[index]!,
  }
}
