import { cellState, type CellState } from '../../shared/cell.ts'

/** Above so many cells a block is drawn on a canvas: a node a cell costs 30 times as much. */
export const CELLS_AS_NODES = 2_000

/** Looks up a cell of a block by its host's and group's place. */
export function cellIndex(triples: readonly number[], groups: number): ReadonlyMap<number, CellState> {
  const index = new Map<number, CellState>()
  for (let i = 0; i + 2 < triples.length; i += 3) {
    index.set(triples[i]! * groups + triples[i + 1]!, cellState(triples[i + 2]))
  }
  return index
}

export interface Cursor {
  row: number
  column: number
}

/** The cursor after a key, held inside the block; null when the key does not move it. */
export function moveCursor(cursor: Cursor, key: string, rows: number, columns: number): Cursor | null {
  const to = (row: number, column: number): Cursor => ({
    row: Math.min(Math.max(0, row), Math.max(0, rows - 1)),
    column: Math.min(Math.max(0, column), Math.max(0, columns - 1)),
  })
  switch (key) {
    case 'ArrowUp':
      return to(cursor.row - 1, cursor.column)
    case 'ArrowDown':
      return to(cursor.row + 1, cursor.column)
    case 'ArrowLeft':
      return to(cursor.row, cursor.column - 1)
    case 'ArrowRight':
      return to(cursor.row, cursor.column + 1)
    case 'Home':
      return to(cursor.row, 0)
    case 'End':
      return to(cursor.row, columns - 1)
    case 'PageUp':
      return to(0, cursor.column)
    case 'PageDown':
      return to(rows - 1, cursor.column)
    default:
      return null
  }
}
