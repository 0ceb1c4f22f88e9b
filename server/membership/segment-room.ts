import { MINUTE, type DurationMs, type EpochMs } from '../../shared/time.ts'
import type { Segment } from '../decode/segment.ts'
import type { Eviction } from './eviction.ts'
import type { SegmentTable } from './segment-table.ts'
import type { TableRoom } from './table-room.ts'

/** A segment without a querier and without a member that ever answered gives its place away after such a silence. */
export const SEGMENT_SILENT: DurationMs = 1 * MINUTE
/** Segments that are looked at at a time, and how long nobody looks again when none of them gave its place. */
const LOOKED_AT = 32
const NOT_AGAIN: DurationMs = 100

/**
 * The segments of a table, within the room there is. Whoever makes VLANs up must not keep those that are there from being
 * shown, nor for ever those that come later.
 */
export class SegmentRoom {
  readonly #room: TableRoom
  readonly #segments: Map<Segment, SegmentTable>
  readonly #eviction: Eviction
  #lookedAt: EpochMs = Number.NEGATIVE_INFINITY

  constructor(room: TableRoom, segments: Map<Segment, SegmentTable>, eviction: Eviction) {
    this.#room = room
    this.#segments = segments
    this.#eviction = eviction
  }

  add(segment: SegmentTable): void {
    this.#room.take('segments')
    this.#segments.set(segment.segment, segment)
  }

  fits(at: EpochMs): boolean {
    return this.#room.has('segments') || this.#makeRoom(at)
  }

  /** Each that stays goes behind the others, so that all have their turn. */
  #makeRoom(at: EpochMs): boolean {
    if (at - this.#lookedAt < NOT_AGAIN && at >= this.#lookedAt) return false
    let looked = 0
    for (const [key, segment] of this.#segments) {
      looked += 1
      if (looked > LOOKED_AT) break
      this.#segments.delete(key)
      if (isNobodys(segment, at)) {
        this.#eviction.evictSegment(segment, at)
        this.#room.giveBack('segments')
        return this.#room.has('segments')
      }
      this.#segments.set(key, segment)
    }
    this.#lookedAt = at
    return false
  }
}

function isNobodys({ heardAt, established, election }: SegmentTable, at: EpochMs): boolean {
  return at - heardAt >= SEGMENT_SILENT && established === 0 && !election.elected && !election.unnumbered
}
