import type { Probe } from './ranking.ts'

/*
 * Where a page of a list ended: by what its last row was sorted, and which one it was. So the next page begins after that
 * row, whatever came and went meanwhile, even when the row itself is gone: a row that was there all the time and whose
 * value did not change is told once.
 */

/** For a program outside it means nothing; each list knows its own. */
export type Position = readonly (string | number | null)[]

/** A page, and where it ended; `next` null: there are no more rows. */
export interface Placed<Page> {
  page: Page
  next: Position | null
}

/** A position that this list never gave. */
export class NoSuchPosition extends Error {}

/** How a list tells its positions. */
export interface Positions<Item> {
  /** `primary`: the number by which the item was ranked. */
  of(item: Item, primary: number): Position
  /** Throws NoSuchPosition. */
  probe(position: Position): Probe<Item>
}

/** The number that ranks, as it is kept over time: a place among names is not, the name is. */
export interface Scale {
  write(primary: number): string | number | null
  read(written: string | number | null): number
}

export const NUMBERS: Scale = {
  // JSON has no infinity.
  write: (primary) => (Number.isFinite(primary) ? primary : String(primary)),
  read: (written) => {
    if (typeof written === 'number') return written
    if (written === 'Infinity' || written === '-Infinity') return Number(written)
    throw new NoSuchPosition()
  },
}

/**
 * The rows behind the one with this key, of a list in which every row that there ever was still is; of no key, all from
 * the beginning. Throws NoSuchPosition.
 */
export function behind<Row>(rows: readonly Row[], after: Position | null, keyOf: (row: Row) => string): readonly Row[] {
  if (after === null) return rows
  const place = rows.findIndex((row) => keyOf(row) === after[0])
  if (place < 0) throw new NoSuchPosition()
  return rows.slice(place + 1)
}

export interface SortKey<Item> {
  of: (item: Item) => number
  scale: Scale
}
export const byNumber = <Item>(of: (item: Item) => number): SortKey<Item> => ({ of, scale: NUMBERS })
