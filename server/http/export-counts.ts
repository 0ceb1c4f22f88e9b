import type { ExportName } from '../../shared/export.ts'
import type { HistoryQuery } from '../history/store.ts'

/** Counts that are remembered; the oldest go first. A file of a forgotten one does not say beforehand how many rows it has. */
const COUNTS_KEPT = 1_000

/** How many rows the files of pins have. */
export class ExportCounts {
  readonly #rows = new Map<string, number>()

  put(name: ExportName, query: HistoryQuery, rows: number): void {
    this.#rows.set(keyOf(name, query), rows)
    if (this.#rows.size <= COUNTS_KEPT) return
    const oldest = this.#rows.keys().next()
    if (!oldest.done) this.#rows.delete(oldest.value)
  }

  /** null: nobody has counted them, or that is forgotten. */
  of(name: ExportName, query: HistoryQuery): number | null {
    return query.pin === undefined ? null : (this.#rows.get(keyOf(name, query)) ?? null)
  }
}

const keyOf = (name: ExportName, { from, to, at, step, filter, pin }: HistoryQuery): string =>
  JSON.stringify([name, from, to, at, step, filter, pin])
