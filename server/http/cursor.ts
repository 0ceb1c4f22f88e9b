import { NoSuchPosition, type Position } from '../views/position.ts'
import { HttpProblem } from './problem.ts'

/*
 * Cursors: where a page of a list ended, as a text that means nothing to who has it. One list's cursor is none of another,
 * nor of the same list in another order.
 */

/** Of the list `list` in the order `sort`. */
export interface Ordered {
  list: string
  sort: string
}

/** null: there are no more rows. */
export const cursorTo = ({ list, sort }: Ordered, next: Position | null): string | null =>
  next && Buffer.from(JSON.stringify([list, sort, ...next])).toString('base64url')

/** Where to begin; null: at the beginning. */
export function positionAt(ordered: Ordered, cursor: string | undefined): Position | null {
  if (cursor === undefined) return null
  const parts = parsed(cursor)
  if (!parts) throw unreadable()
  const [list, sort, ...position] = parts
  if (list !== ordered.list || sort !== ordered.sort) throw unreadable()
  return position
}

function parsed(cursor: string): Position | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    return Array.isArray(value) && value.every(isPart) ? value : null
  } catch {
    return null
  }
}

const isPart = (value: unknown): value is string | number | null =>
  value === null || typeof value === 'string' || typeof value === 'number'

export const unreadable = (): HttpProblem =>
  new HttpProblem(400, 'cursor: it is none of this list in this order. Remedy: begin again without one.', {
    type: 'cursor-unreadable',
  })

/** What a list says of a position that it never gave, to who asked for it. */
export const asProblem = (error: unknown): unknown => (error instanceof NoSuchPosition ? unreadable() : error)
