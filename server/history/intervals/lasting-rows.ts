import type { FilterMode, IgmpVersion } from '../../../shared/igmp.ts'
import { Beginnings } from './beginnings.ts'
import type { Lasting } from './keyframe-pack.ts'
import { timeOf } from '../file/key.ts'
import type { OpenIntervals } from './open-intervals.ts'
import { openForReading, type Db } from '../file/sqlite.ts'
import { readWhat, slipOf } from '../file/what.ts'

/** Rows of `open` that are read between two commits. */
const ROWS_AT_A_TIME = 16_384
/** Memory for pages, in KiB: each is read once. */
const PAGES_KIB = 8 * 1_024
/** A membership has 6 numbers here. */
const COLUMNS = 6

/** What lasted of a source, in columns: there may be a million. */
export class LastingRows {
  #numbers = new Float64Array(COLUMNS * 1_024)
  length = 0

  add({ group, host, began, since, version, mode, sources }: Lasting): void {
    const at = this.length * COLUMNS
    if (at === this.#numbers.length) {
      const more = new Float64Array(2 * at)
      more.set(this.#numbers)
      this.#numbers = more
    }
    this.#numbers.set([group, host, began, since, version | (mode === 'EXCLUDE' ? 4 : 0), sources ?? 0], at)
    this.length += 1
  }

  at(row: number): Lasting {
    const at = row * COLUMNS
    const [group, host, began, since, bits, sources] = this.#numbers.subarray(at, at + COLUMNS)
    return {
      group: group!,
      host: host!,
      began: began!,
      since: since!,
      version: (bits! & 3) as IgmpVersion,
      mode: (bits! & 4 ? 'EXCLUDE' : 'INCLUDE') satisfies FilterMode,
      sources: sources === 0 ? null : sources!,
    }
  }

  /** By group and host; group by group, so that none of the steps is long. */
  *sorted(): Generator<Lasting> {
    const groups = new Map<number, number[]>()
    for (let row = 0; row < this.length; row += 1) {
      const group = this.#numbers[row * COLUMNS]!
      const rows = groups.get(group)
      if (rows) rows.push(row)
      else groups.set(group, [row])
    }
    const host = (row: number): number => this.#numbers[row * COLUMNS + 1]!
    for (const group of [...groups.keys()].sort((a, b) => a - b)) {
      for (const row of groups.get(group)!.sort((a, b) => host(a) - host(b))) yield this.at(row)
    }
  }
}

type OpenRecord = [id: number, what: number, grp: number, host: number, sources: number | null]

/**
 * Reads what lasts at this moment, some at a time, by source. A connection of its own keeps the moment while the next
 * batches are written; `open` is already further, and is asked only for what it still knows.
 */
export function* readLasting(file: string, open: OpenIntervals): Generator<undefined, Map<number, LastingRows>> {
  const db = openForReading(file, PAGES_KIB)
  try {
    db.exec('BEGIN')
    const sources = sourcesOfGroups(db)
    const beginnings = new Beginnings(db)
    yield undefined
    const next = db.prepare('SELECT id, what, grp, host, sources FROM open WHERE id > ? ORDER BY id LIMIT ?').raw()
    const found = new Map<number, LastingRows>()
    for (let after = Number.MIN_SAFE_INTEGER; ;) {
      const records = next.all(after, ROWS_AT_A_TIME) as OpenRecord[]
      for (const [id, what, group, host, list] of records) {
        const { kind, version, mode } = readWhat(what)
        const began = timeOf(id, slipOf(what))
        const since =
          kind === 'changed' ? (open.sinceOf(id, group, host) ?? beginnings.of(began, group, host).since) : began
        const source = sources[group] ?? 0
        let rows = found.get(source)
        if (!rows) found.set(source, (rows = new LastingRows()))
        rows.add({ group, host, began, since, version, mode, sources: list })
      }
      const last = records.at(-1)
      if (!last) return found
      after = last[0]
      yield undefined
    }
  } finally {
    db.close()
  }
}

/** The source of each group, by the number of the group: there may be millions of the past. */
function sourcesOfGroups(db: Db): Uint32Array {
  const last = db.prepare('SELECT max(id) FROM segment_group').pluck().get() as number | null
  const sources = new Uint32Array((last ?? 0) + 1)
  const rows = db.prepare('SELECT g.id, s.source FROM segment_group g JOIN segment s ON s.id = g.segment').raw()
  for (const [group, source] of rows.iterate() as Iterable<[number, number]>) sources[group] = source
  return sources
}
