import { cellState, type CellState } from '../../shared/cell.ts'
import type { SubscriptionsBlock } from '../../shared/view-heads.ts'

/* The matrix of one segment as rows of groups with a mark for each host, so that a person sees a pattern from afar. Pure. */

export type Mark = CellState | null
interface MatrixRow {
  group: SubscriptionsBlock['groups'][number]
  marks: readonly Mark[]
}

/** The largest groups first; hosts stand side by side so that those who are in the same groups are neighbours. */
export function matrixRows({ hosts, groups, cells }: SubscriptionsBlock, rows: number): MatrixRow[] {
  const shown = groups.slice(0, rows)
  const marks: Mark[][] = hosts.map(() => shown.map(() => null))
  for (let at = 0; at + 2 < cells.length; at += 3) {
    const [host, group] = [cells[at]!, cells[at + 1]!]
    const of = marks[host]
    if (of && group < shown.length) of[group] = cellState(cells[at + 2])
  }
  const pattern = (of: readonly Mark[]): string => of.map((mark) => (mark === null ? 1 : 0)).join('')
  const ordered = marks
    .filter((of) => of.some(Boolean))
    .sort((a, b) => (pattern(a) < pattern(b) ? -1 : pattern(a) > pattern(b) ? 1 : 0))
  return shown.map((group, index) => ({ group, marks: ordered.map((of) => of[index] ?? null) }))
}

const members = ({ groups }: SubscriptionsBlock): number =>
  groups.reduce((sum, { confirmed, presumed }) => sum + confirmed + presumed, 0)

/** The segments that are worth a matrix, the fullest first. */
export const fullest = (blocks: readonly SubscriptionsBlock[], most: number): SubscriptionsBlock[] =>
  [...blocks].sort((a, b) => members(b) - members(a)).slice(0, most)
