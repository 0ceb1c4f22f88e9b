import type { EventRow, EventsHead } from '../../shared/events.ts'

/** Events that a page keeps; the oldest go first. The history has them all. */
export const TAIL_KEPT = 5_000

/** So many events came that nobody kept for this page. */
export interface Skipped {
  key: string
  skipped: number
}
export type TailItem = EventRow | Skipped
export const isSkipped = (item: TailItem): item is Skipped => 'skipped' in item

/** What a page has of the tail, the newest first. */
export interface Tail {
  items: readonly TailItem[]
  /** How many had matched when its newest one came. */
  matching: number
}
export const EMPTY_TAIL: Tail = { items: [], matching: 0 }

/**
 * The tail with what came since: the server shows the last `rows` of `matching`. What fell out of its window in between is
 * told where it is missing. A count that went back is a server that began anew: so does the tail.
 */
export function grown(tail: Tail, { matching }: Pick<EventsHead, 'matching'>, rows: readonly EventRow[]): Tail {
  if (matching < tail.matching || tail.items.length === 0) return { items: rows.slice(0, TAIL_KEPT), matching }
  const came = matching - tail.matching
  if (came === 0) return tail
  const fresh = rows.slice(0, came)
  const lost = came - fresh.length
  const hole: Skipped[] = lost > 0 ? [{ key: `skipped-${tail.matching}`, skipped: lost }] : []
  return { items: [...fresh, ...hole, ...tail.items].slice(0, TAIL_KEPT), matching }
}

/** Events that came since `shown`, and those of them that `tail` has not kept. */
export function since(shown: Tail, tail: Tail): { fresh: number; lost: number } {
  const fresh = tail.matching - shown.matching
  const kept = tail.items.reduce((sum, item) => sum + (isSkipped(item) ? 0 : 1), 0)
  return { fresh, lost: Math.max(0, fresh - kept) }
}
