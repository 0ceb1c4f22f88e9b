import type { EpochMs } from '../../../shared/time.ts'
import type { EventTable } from './event-table.ts'
import type { KeyframeTable } from '../intervals/keyframe-table.ts'
import { wholeMs } from '../file/key.ts'
import type { Ended, OpenIntervals, OpenRow } from '../intervals/open-intervals.ts'
import type { Db, Statement } from '../file/sqlite.ts'
import { packWhat, readWhat, withContinued, type Reason } from '../file/what.ts'

/** Open intervals that are read and ended at a time. */
const ENDED_AT_A_TIME = 4_096

/** Ends that are no event of the network: the monitor stopped, or a gap after which nobody knows. */
export class Endings {
  readonly #events: EventTable
  readonly #open: OpenIntervals
  readonly #keyframes: KeyframeTable
  readonly #addGap: Statement
  readonly #stoppedSources: Statement

  constructor(db: Db, events: EventTable, open: OpenIntervals, keyframes: KeyframeTable) {
    this.#keyframes = keyframes
    this.#events = events
    this.#open = open
    this.#addGap = db.prepare('INSERT INTO gap VALUES (?, ?, ?, ?, ?)')
    this.#stoppedSources = db.prepare(
      `SELECT id, last_at AS lastAt FROM source
       WHERE last_at IS NOT NULL AND id NOT IN (SELECT source FROM gap WHERE until IS NULL)`,
    )
  }

  /** Some of the intervals that last. */
  some(): readonly OpenRow[] {
    return this.#open.some(ENDED_AT_A_TIME)
  }

  /** At the last moment known of its source. `ended`: what the table knew of it; null when nothing. */
  stop(row: OpenRow, ended: Ended | null): void {
    this.#end(row, 'monitor-stopped', row.lastAt ?? row.began, ended)
  }

  /** What was lost may have ended any of a source's intervals: from `at` on nobody knows. */
  lose(source: number, at: EpochMs): void {
    for (let after = Number.NEGATIVE_INFINITY; ;) {
      const rows = this.#open.some(ENDED_AT_A_TIME, after)
      for (const row of rows) if (row.source === source) this.#end(row, 'gap', at, null)
      const last = rows.at(-1)
      if (!last) return
      after = last.id
    }
  }

  /** A gap for each source of the last run, from its last moment on; it ends when the source is back. */
  gapsOfLastRun(): void {
    for (const { id, lastAt } of this.#stoppedSources.all() as { id: number; lastAt: EpochMs }[]) {
      this.gap(id, lastAt, null, 0, 'monitor-stopped')
    }
  }

  gap(source: number, from: EpochMs, to: EpochMs | null, lost: number, why: string): void {
    const bits = packWhat({
      kind: 'gap',
      version: 3,
      mode: 'INCLUDE',
      versions: 0,
      wasMode: 'INCLUDE',
      wasState: 'confirmed',
      reason: 'none',
    })
    const id = this.#events.add(from, bits, null, null)
    this.#addGap.run(id, source, to === null ? null : wholeMs(to), why, lost)
  }

  #end(row: OpenRow, reason: Reason, at: EpochMs, ended: Ended | null): void {
    const { kind, version, mode } = readWhat(row.what)
    const end = Math.max(wholeMs(at), row.began)
    const bits = packWhat({
      kind: 'stopped',
      version,
      mode,
      versions: (ended?.versions ?? 0) | (1 << (version - 1)),
      wasMode: mode,
      wasState: ended?.state ?? 'confirmed',
      reason,
    })
    const told = kind === 'changed' ? withContinued(bits) : bits
    const lasted = end - row.began
    const reports = ended && Math.max(ended.reports - row.reports, 0)
    const silent = ended && Math.min(Math.max(end - wholeMs(ended.lastReportAt), 0), lasted)
    const id = this.#events.addEnd(end, told, row.grp, row.host, row.sources, null, lasted, silent, reports)
    this.#keyframes.ended(row.source, id, end, silent === null ? null : end - silent)
    this.#open.remove(row.id, row.grp, row.host)
  }
}
