import type { EpochMs } from '../../../shared/time.ts'
import type { EventTable } from './event-table.ts'
import type { FindingWord } from './finding-record.ts'
import { wholeMs, type Keys } from '../file/key.ts'
import type { Db, Statement } from '../file/sqlite.ts'
import { tableKeys } from '../file/table-keys.ts'
import { packWhat, withSlip } from '../file/what.ts'

/** A finding as a batch tells it, with the numbers of the file. */
export interface FindingState {
  number: number
  word: FindingWord
  at: EpochMs
  source: number
  segment: number | null
  group: number | null
  host: number | null
  /** By its position in `SEVERITIES`. */
  severity: number
  openedAt: EpochMs
  lastAt: EpochMs
  /** null while it is open, or was when this was told. */
  closedAt: EpochMs | null
  count: number
  code: string
  sentence: string
  /** JSON */
  values: string
  evidence: string
}

/** What was wrong, a row each; rows of this run's open findings have their number. */
export class FindingTable {
  readonly #events: EventTable
  readonly #keys: Keys
  readonly #find: Statement
  readonly #add: Statement
  readonly #update: Statement
  readonly #addEvent: Statement
  readonly #closeLeft: Statement

  constructor(db: Db, events: EventTable) {
    this.#events = events
    this.#keys = tableKeys(db, 'finding')
    this.#find = db.prepare('SELECT id FROM finding WHERE number = ?').pluck()
    this.#add = db.prepare('INSERT INTO finding VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
    this.#update = db.prepare(`
      UPDATE finding SET number = ?, severity = ?, last_at = ?, closed_at = ?, count = ?, sentence = ?, vals = ?,
        evidence = ? WHERE id = ?`)
    this.#addEvent = db.prepare('INSERT INTO finding_event VALUES (?, ?, ?)')
    // No number lasts over a run, so what has none is of an earlier one.
    this.#closeLeft = db.prepare(`
      UPDATE finding SET number = NULL, stopped = 1,
        closed_at = max(last_at, coalesce((SELECT last_at FROM source WHERE id = finding.source), last_at))
      WHERE closed_at IS NULL AND source = coalesce(?, source)`)
  }

  write(state: FindingState): void {
    const { word, severity, code, sentence, values, evidence } = state
    const lastAt = wholeMs(state.lastAt)
    const closedAt = state.closedAt === null ? null : wholeMs(state.closedAt)
    const number = closedAt === null ? state.number : null
    const count = Math.round(state.count)
    let id = this.#find.get(state.number) as number | undefined
    if (id === undefined) {
      const key = this.#keys.take(state.openedAt)
      id = key.id
      const { source, segment, group, host } = state
      this.#add.run(
        id,
        withSlip(0, key.slip),
        number,
        source,
        segment,
        group,
        host,
        code,
        severity,
        lastAt,
        closedAt,
        0,
        count,
        sentence,
        values,
        evidence,
      )
    } else this.#update.run(number, severity, lastAt, closedAt, count, sentence, values, evidence, id)
    if (word === 'seen') return
    const bits = packWhat({
      kind: word,
      version: 3,
      mode: 'INCLUDE',
      versions: 0,
      wasMode: 'INCLUDE',
      wasState: 'confirmed',
      reason: 'none',
    })
    this.#addEvent.run(this.#events.add(state.at, bits, state.group, state.host), id, severity)
  }

  /** Nobody watches any more: what is open ends at the last moment known of its source. null: of all sources. */
  closeAll(source: number | null = null): void {
    this.#closeLeft.run(source)
  }
}
