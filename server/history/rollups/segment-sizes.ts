import type { Family } from '../../../shared/address.ts'
import { MINUTE, type EpochMs } from '../../../shared/time.ts'
import type { Db } from '../file/sqlite.ts'

/** Segments of one answer; of further ones nothing is told. */
const SEGMENTS_AT_MOST = 8_192
/** Numbers of a minute: groups, hosts, memberships. */
export const SIZES_OF_MINUTE = 3
/** In the place of a number: nothing was captured. */
export const UNKNOWN_SIZE = 0xffff_ffff

/** What one segment held at the end of each minute of a range. */
export interface SegmentSizes {
  source: string
  family: Family
  name: string
  /** The beginning of the range. */
  from: EpochMs
  /** `SIZES_OF_MINUTE` a minute. */
  sizes: Uint32Array
}

export function readSegmentSizes(db: Db, from: EpochMs, to: EpochMs): SegmentSizes[] {
  const [first, end] = [Math.floor(from / MINUTE), Math.ceil(to / MINUTE)]
  const bySegment = new Map<number, Uint32Array>()
  const rows = db
    .prepare('SELECT at, segment, groups, hosts, memberships FROM minute WHERE at >= ? AND at < ?')
    .raw()
    .iterate(first, end) as Iterable<[number, number, number, number, number]>
  for (const [at, segment, ...numbers] of rows) {
    let sizes = bySegment.get(segment)
    if (!sizes) {
      if (bySegment.size >= SEGMENTS_AT_MOST) continue
      bySegment.set(segment, (sizes = new Uint32Array((end - first) * SIZES_OF_MINUTE).fill(UNKNOWN_SIZE)))
    }
    sizes.set(numbers, (at - first) * SIZES_OF_MINUTE)
  }
  const names = db
    .prepare('SELECT s.id, s.name, s.family, r.name AS source FROM segment s JOIN source r ON r.id = s.source')
    .all() as { id: number; name: string; family: Family; source: string }[]
  return names.flatMap(({ id, name, family, source }) => {
    const sizes = bySegment.get(id)
    return sizes ? [{ source, family, name, from: first * MINUTE, sizes }] : []
  })
}
