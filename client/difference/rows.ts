import type { DifferenceRow } from '../../shared/past.ts'

/** Rows that are asked for at once. */
export const PAGE_ROWS = 200
/** Pages that are kept; those farthest from what is seen go first. */
export const MAX_PAGES = 20

/** Rows of a long list as they came, page by page. Pure. */
export class RowPages {
  readonly #pages = new Map<number, readonly DifferenceRow[]>()

  at(index: number): DifferenceRow | null {
    return this.#pages.get(Math.floor(index / PAGE_ROWS))?.[index % PAGE_ROWS] ?? null
  }

  /** The pages that rows `first` to `last` need and that are not here. */
  missing(first: number, last: number): number[] {
    const from = Math.floor(Math.max(0, first) / PAGE_ROWS)
    const to = Math.floor(Math.max(0, last) / PAGE_ROWS)
    return Array.from({ length: to - from + 1 }, (_, i) => from + i).filter((page) => !this.#pages.has(page))
  }

  put(page: number, rows: readonly DifferenceRow[]): void {
    this.#pages.set(page, rows)
    if (this.#pages.size <= MAX_PAGES) return
    const farthest = [...this.#pages.keys()].sort((a, b) => Math.abs(b - page) - Math.abs(a - page))[0]
    if (farthest !== undefined) this.#pages.delete(farthest)
  }

  /** The first row of its segment, as the list is in the order of segments. */
  beginsSegment(index: number): boolean {
    const row = this.at(index)
    const before = index > 0 ? this.at(index - 1) : null
    return row !== null && (before?.segment !== row.segment || before.family !== row.family)
  }
}
