import { cellState } from '../../shared/cell.ts'
import type { Ink } from '../charts/ink.ts'
import type { Cursor } from './cells.ts'
import { hasLabel, type MatrixLayout } from './layout.ts'

export interface MatrixPicture {
  layout: MatrixLayout
  hosts: readonly string[]
  groups: readonly string[]
  rowTotals: readonly number[]
  columnTotals: readonly number[]
  /** The cells that there are: row, column, state (shared/cell.ts). The same array as long as no cell is another one. */
  marks: readonly number[]
  cursor: Cursor | null
  /** The column that the pointer is at, or the cursor. */
  near: number | null
  /** The token of a member's colour. */
  token: 'data' | 'crit' | 'warn' | 'stale'
  rowsWord: string
  columnsWord: string
}

/** Groups that fill the bar of a host at least: a host in one group has no long bar. */
export const BAR_LEAST = 6
const ANGLE = -Math.PI / 3
const FONT = "12px 'Inter Variable', 'Segoe UI', 'Noto Sans', sans-serif"

/**
 * Draws a block on a canvas. `cells` is a picture of all its cells (`paintCells`): it stays the same while the pointer and
 * the cursor move, and forty thousand cells take longer than a frame has.
 */
export function paintMatrix(
  ctx: CanvasRenderingContext2D,
  picture: MatrixPicture,
  ink: Ink,
  cells: CanvasImageSource,
): void {
  const { layout, cursor } = picture
  const { left, top, cellWidth, cellHeight, rows, columns } = layout
  ctx.clearRect(0, 0, layout.width, layout.height)
  ctx.font = FONT
  ctx.textBaseline = 'middle'
  if (cursor) {
    ctx.fillStyle = ink.band
    ctx.fillRect(0, top + cursor.row * cellHeight, left + columns * cellWidth, cellHeight)
    ctx.fillRect(left + cursor.column * cellWidth, top, cellWidth, rows * cellHeight)
  }
  ctx.strokeStyle = ink.line
  ctx.lineWidth = 1
  ctx.beginPath()
  for (let row = 1; row < rows; row += 1) {
    ctx.moveTo(left, top + row * cellHeight + 0.5)
    ctx.lineTo(left + columns * cellWidth, top + row * cellHeight + 0.5)
  }
  ctx.stroke()
  ctx.strokeStyle = ink.lineStrong
  ctx.strokeRect(left - 0.5, top - 0.5, columns * cellWidth + 1, rows * cellHeight + 1)
  if (layout.width > 0 && layout.height > 0) ctx.drawImage(cells, 0, 0, layout.width, layout.height)
  labels(ctx, picture, ink)
  if (cursor) {
    ctx.strokeStyle = ink.mark
    ctx.lineWidth = 2
    ctx.strokeRect(left + cursor.column * cellWidth, top + cursor.row * cellHeight, cellWidth, cellHeight)
  }
}

/** All cells, on nothing. */
export function paintCells(ctx: CanvasRenderingContext2D, { layout, marks, token }: MatrixPicture, ink: Ink): void {
  const { left, top, cellWidth, cellHeight } = layout
  ctx.clearRect(0, 0, layout.width, layout.height)
  ctx.fillStyle = ink[token]
  ctx.strokeStyle = ink[token]
  ctx.lineWidth = 1
  const unknown: number[] = []
  for (let i = 0; i + 2 < marks.length; i += 3) {
    const x = left + marks[i + 1]! * cellWidth + 1
    const y = top + marks[i]! * cellHeight + 2
    switch (cellState(marks[i + 2])) {
      case 'confirmed':
        ctx.fillRect(x, y, cellWidth - 2, cellHeight - 4)
        break
      case 'presumed':
        ctx.strokeRect(x + 0.5, y + 0.5, cellWidth - 3, cellHeight - 5)
        break
      case 'unknown':
        unknown.push(x + (cellWidth - 2) / 2, y + (cellHeight - 4) / 2)
    }
  }
  diamonds(ctx, unknown, Math.min(cellWidth - 2, cellHeight - 2) / 2, ink.stale)
}

/** A cell is too small for a dashed line: the form and the colour tell. `at`: x and y of each middle. */
function diamonds(ctx: CanvasRenderingContext2D, at: readonly number[], reach: number, colour: string): void {
  ctx.strokeStyle = colour
  ctx.beginPath()
  for (let i = 0; i + 1 < at.length; i += 2) {
    const [x, y] = [at[i]!, at[i + 1]!]
    ctx.moveTo(x, y - reach)
    ctx.lineTo(x + reach, y)
    ctx.lineTo(x, y + reach)
    ctx.lineTo(x - reach, y)
    ctx.closePath()
  }
  ctx.stroke()
}

function labels(ctx: CanvasRenderingContext2D, picture: MatrixPicture, ink: Ink): void {
  const { layout, hosts, groups, rowTotals, columnTotals, cursor } = picture
  const { left, top, cellWidth, cellHeight, rows, columns } = layout
  const most = Math.max(BAR_LEAST, ...rowTotals)
  for (let row = 0; row < rows; row += 1) {
    const y = top + (row + 0.5) * cellHeight
    ctx.textAlign = 'right'
    ctx.fillStyle = row === cursor?.row ? ink.text : ink.text2
    ctx.fillText(hosts[row] ?? '', left - 8, y)
    const bar = Math.max(1, ((rowTotals[row] ?? 0) / most) * layout.bar)
    ctx.textAlign = 'left'
    ctx.fillText(String(rowTotals[row] ?? 0), left + columns * cellWidth + bar + 12, y)
    ctx.fillStyle = ink.data2
    ctx.fillRect(left + columns * cellWidth + 8, y - 3, bar, 6)
  }
  for (let column = 0; column < columns; column += 1) {
    const here = column === cursor?.column
    if (!hasLabel(layout, column, picture.near)) continue
    ctx.fillStyle = here ? ink.text : ink.text2
    slanted(ctx, groups[column] ?? '', left + (column + 0.5) * cellWidth, top - 6, 'left')
    slanted(
      ctx,
      String(columnTotals[column] ?? 0),
      left + (column + 0.5) * cellWidth,
      top + rows * cellHeight + 8,
      'right',
    )
  }
  ctx.fillStyle = ink.text2
  ctx.textAlign = 'right'
  ctx.fillText(picture.rowsWord, left - 8, top + rows * cellHeight + 12)
  ctx.textAlign = 'left'
  ctx.fillText(picture.columnsWord, left + columns * cellWidth + 8, top + rows * cellHeight + 12)
}

function slanted(ctx: CanvasRenderingContext2D, text: string, x: number, y: number, align: 'left' | 'right'): void {
  ctx.save()
  ctx.translate(x, y)
  ctx.rotate(ANGLE)
  ctx.textAlign = align
  ctx.fillText(text, 0, 0)
  ctx.restore()
}
