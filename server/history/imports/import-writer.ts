import type { EpochMs } from '../../../shared/time.ts'
import type { Endings } from '../writing/endings.ts'
import type { FindingTable } from '../writing/finding-table.ts'
import type { GroupHours } from '../rollups/group-hours.ts'
import { ImportTable, type NewImport } from './import-table.ts'
import type { Intern } from '../writing/intern.ts'
import { IDS_PER_MS, MAX_SLIP, slotOf } from '../file/key.ts'
import type { MinuteTable } from '../rollups/minute-table.ts'
import type { Ended, OpenIntervals, OpenRow } from '../intervals/open-intervals.ts'
import { Removals } from './removals.ts'
import { RunNumbers } from '../writing/run-numbers.ts'
import type { Db, Statement } from '../file/sqlite.ts'

/** Open intervals that are looked at, at a time. */
const OPEN_AT_A_TIME = 4_096
/** Findings of a run that have numbers: those of two runs are kept apart. */
const NUMBERS_OF_A_RUN = 2 ** 32

interface Parts {
  readonly intern: Intern
  readonly open: OpenIntervals
  readonly endings: Endings
  readonly findings: FindingTable
  readonly minutes: MinuteTable
  readonly groupHours: GroupHours
}

/** Captures in the file: how they begin and end, and how they are taken out. */
export class ImportWriter {
  readonly table: ImportTable
  readonly removals: Removals
  readonly #parts: Parts
  readonly #transaction: (work: () => void) => void
  readonly #forgetClock: Statement
  readonly #due: Statement
  #runs = 0

  constructor(db: Db, parts: Parts, transaction: (work: () => void) => void) {
    this.table = new ImportTable(db)
    this.removals = new Removals(db, transaction, () => {
      parts.intern.forget()
      parts.groupHours.forget()
    })
    this.#due = db
      .prepare(
        'SELECT 1 FROM hour_due WHERE source = @source UNION SELECT 1 FROM group_hour_due WHERE source = @source',
      )
      .pluck()
    this.#parts = parts
    this.#transaction = transaction
    this.#forgetClock = db.prepare('UPDATE source SET last_at = NULL WHERE id = ?')
  }

  /** What an end in the middle left is taken away, while everything else goes on. */
  begin(): void {
    for (const source of this.table.leftOver()) this.remove(source)
  }

  newRun(): RunNumbers {
    this.#runs += 1
    return new RunNumbers(this.#parts.intern, this.#runs * NUMBERS_OF_A_RUN)
  }

  /** Its source. */
  start(name: string, capture: NewImport): number {
    let source = 0
    this.#transaction(() => (source = this.table.begin(name, capture)))
    return source
  }

  /** Some of its intervals that last, in the order in which they began; `after`: the id of the last of those before. */
  openOf(source: number, { from, to }: { from: EpochMs; to: EpochMs }, after = slotOf(from) - 1): readonly OpenRow[] {
    const end = slotOf(to) + MAX_SLIP * IDS_PER_MS
    for (let last = after; ;) {
      const rows = this.#parts.open.some(OPEN_AT_A_TIME, last)
      const own = rows.filter((row) => row.source === source)
      last = rows.at(-1)?.id ?? Infinity
      if (own.length > 0 || last > end) return own
    }
  }

  close(rows: readonly OpenRow[], answers: readonly (Ended | null)[]): void {
    this.#transaction(() => rows.forEach((row, i) => this.#parts.endings.stop(row, answers[i] ?? null)))
  }

  /** It is wholly in. Its clock stands still for ever: there is no time after it of which anything is missing. */
  end(source: number, igmp: number): void {
    this.#transaction(() => {
      this.#parts.findings.closeAll(source)
      this.#forgetClock.run(source)
      this.table.finish(source, igmp)
    })
    this.#parts.minutes.leave(source)
    this.#parts.groupHours.setBack(source)
  }

  /** It has hours that are not rolled up. */
  isDue(source: number): boolean {
    return this.#due.get({ source }) !== undefined
  }

  /** Throws what the file throws. */
  remove(source: number, over?: (error: unknown) => void): void {
    this.#transaction(() => this.table.removing(source))
    this.removals.add(source, over)
  }
}
