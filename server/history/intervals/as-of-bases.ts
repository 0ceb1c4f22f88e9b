import type { EpochMs } from '../../../shared/time.ts'
import type { Db } from '../file/sqlite.ts'

/** Numbers of the file; absent: all. */
export interface AsOfOnly {
  group?: readonly number[]
  host?: readonly number[]
  source?: readonly number[]
}

/** From where a source's memberships at a moment are told. */
interface Base {
  source: number
  /** The first keyframe after it; null: what lasts still. */
  keyframe: EpochMs | null
  /** Ends up to here have to be looked at. */
  until: EpochMs
}

/** Of the sources that had begun to write. */
export function basesOf(db: Db, at: EpochMs, { source }: AsOfOnly): Base[] {
  const sources = db.prepare('SELECT id, reached FROM source WHERE reached IS NOT NULL').raw().all()
  const next = db
    .prepare('SELECT at, until FROM keyframe WHERE source = ? AND at > ? AND part = 0 ORDER BY at LIMIT 1')
    .raw()
  return (sources as [number, EpochMs][])
    .filter(([id]) => source?.includes(id) ?? true)
    .map(([id, reached]): Base => {
      const [keyframe, until] = (next.get(id, at) as [EpochMs, EpochMs] | undefined) ?? [null, reached]
      return { source: id, keyframe, until }
    })
}

/** The parts of a keyframe, those alone that may have one of the groups. */
export function keyframeParts(db: Db, source: number, at: EpochMs, { group }: AsOfOnly): Iterable<Uint8Array> {
  if (!group) {
    const all = db.prepare('SELECT packed FROM keyframe WHERE source = ? AND at = ? ORDER BY part').pluck()
    return all.all(source, at) as Uint8Array[]
  }
  // Parts are in the order of groups, and a group may go on over several.
  const firsts = db.prepare('SELECT part, grp FROM keyframe WHERE source = ? AND at = ? ORDER BY part').raw()
  const parts = firsts.all(source, at) as [number, number][]
  const wanted = parts.filter(([, first], i) => {
    const end = parts[i + 1]?.[1] ?? Infinity
    return group.some((one) => one >= first && one <= end)
  })
  const one = db.prepare('SELECT packed FROM keyframe WHERE source = ? AND at = ? AND part = ?').pluck()
  return wanted.map(([part]) => one.get(source, at, part) as Uint8Array)
}

/** The rows that a reading is about, as a part of a WHERE. */
export function chosen({ group, host, source }: AsOfOnly): string {
  const list = (numbers: readonly number[]): string => `(${numbers.map(Math.trunc).join(',')})`
  return [
    group && `AND grp IN ${list(group)}`,
    host && `AND host IN ${list(host)}`,
    source &&
      `AND grp IN (SELECT g.id FROM segment_group g JOIN segment s ON s.id = g.segment WHERE s.source IN ${list(source)})`,
  ]
    .filter(Boolean)
    .join(' ')
}
