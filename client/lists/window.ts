import { MAX_PAGE } from '../../shared/live.ts'

/** The part of a long list that the server keeps sending. */
export interface PageWindow {
  offset: number
  limit: number
}

/** Windows begin at multiples of this, so that a few rows of scrolling ask for nothing. */
const WINDOW_STEP = 50
/** Rows before and after what is seen that are there already. */
const WINDOW_MARGIN = 50
/** When fewer rows than this are left before or after what is seen, the next window is asked for. */
const WINDOW_LOW = 15

export const FIRST_WINDOW: PageWindow = { offset: 0, limit: 2 * WINDOW_STEP }

/**
 * The window for rows `first` to `last` (both seen, counted from 0). The one before is kept while it has enough rows on
 * both sides: each new window is a new request and a new snapshot.
 */
export function windowFor(first: number, last: number, before: PageWindow): PageWindow {
  const from = Math.max(0, first)
  const to = Math.max(from, last)
  const above = before.offset === 0 || from - before.offset >= WINDOW_LOW
  const below = before.offset + before.limit - 1 - to >= WINDOW_LOW
  if (from >= before.offset && above && below) return before
  const offset = Math.max(0, Math.floor((from - WINDOW_MARGIN) / WINDOW_STEP) * WINDOW_STEP)
  const end = Math.ceil((to + 1 + WINDOW_MARGIN) / WINDOW_STEP) * WINDOW_STEP
  return { offset, limit: Math.min(MAX_PAGE, end - offset) }
}
