/** Pixels of one block: labels left and above (at 60 degrees), cells, totals right and below. */
export interface MatrixLayout {
  left: number
  top: number
  cellWidth: number
  cellHeight: number
  width: number
  height: number
  /** The width of the longest row bar. */
  bar: number
  rows: number
  columns: number
  /** Every column has its label; else only those near the pointer or the cursor. */
  allLabels: boolean
}

const LABEL_LEAST = 28
const SLOPE = Math.sin(Math.PI / 3)
/** Above so many columns labels would cover each other. */
export const LABELS_MOST = 40
const BAR_PX = 36
const NUMBER_PX = 44

export function matrixLayout(
  hostLabels: readonly string[],
  groupLabels: readonly string[],
  /** The word below the hosts. */
  rowsWord: string,
  dense: boolean,
  /** Pixels of a label: names are in any letters. */
  widthOf: (label: string) => number,
): MatrixLayout {
  const longest = (labels: readonly string[]): number => Math.max(LABEL_LEAST, ...labels.map(widthOf))
  const columns = groupLabels.length
  const rows = hostLabels.length
  const allLabels = columns <= LABELS_MOST
  // Slanted labels of 12 px need a pitch of their own; without labels a cell may be as narrow as it can be seen.
  const [cellWidth, cellHeight] = dense ? [allLabels ? 17 : 9, 14] : [22, 17]
  const left = longest([...hostLabels, rowsWord]) + 14
  const top = Math.ceil(longest(groupLabels) * SLOPE) + 16
  // The last slanted label leans out to the right.
  const lean = Math.ceil(longest(groupLabels) * Math.cos(Math.PI / 3))
  return {
    left,
    top,
    cellWidth,
    cellHeight,
    width: left + columns * cellWidth + Math.max(BAR_PX + NUMBER_PX, lean + 8),
    height: top + rows * cellHeight + 44,
    bar: BAR_PX,
    rows,
    columns,
    allLabels,
  }
}

/** Where labels would cover each other, every second column has room for one; so many on each side are read. */
const LABEL_STEP = 2
const LABELS_NEAR = 4

/** Whether a column has its label, with the pointer or the cursor at column `near`. */
export function hasLabel({ allLabels }: Pick<MatrixLayout, 'allLabels'>, column: number, near: number | null): boolean {
  if (allLabels) return true
  if (near === null) return false
  const away = Math.abs(column - near)
  return away % LABEL_STEP === 0 && away <= LABEL_STEP * LABELS_NEAR
}

/** The cell at a point; null beside the cells. */
export function cellAt(layout: MatrixLayout, x: number, y: number): { row: number; column: number } | null {
  const column = Math.floor((x - layout.left) / layout.cellWidth)
  const row = Math.floor((y - layout.top) / layout.cellHeight)
  return column >= 0 && column < layout.columns && row >= 0 && row < layout.rows ? { row, column } : null
}
