import { NoSuchPosition, type Position } from '../views/position.ts'
import type { FindingsQuery, PastFinding } from '../history/store.ts'

/** What a page of past findings needs of the history. */
export interface FindingReading {
  findings(query: FindingsQuery): Promise<{ rows: readonly PastFinding[]; matching: number }>
}

/**
 * Findings of the history, the newest first. A position is a moment of opening and how many of that moment were told: what
 * opens later does not move it. `matching` is of the whole range.
 */
export async function pastFindingsPage(
  history: FindingReading,
  query: FindingsQuery,
  after: Position | null,
): Promise<{ rows: readonly PastFinding[]; matching: number; next: Position | null }> {
  const spot = after && readSpot(after)
  const narrowed = spot ? { ...query, to: Math.min(spot.at + 1, query.to ?? Infinity), offset: spot.told } : query
  const found = await history.findings(narrowed)
  const { matching } = spot ? await history.findings({ ...query, limit: 1 }) : found
  const { rows } = found
  const last = rows.at(-1)
  if (!last || narrowed.offset + rows.length >= found.matching) return { rows, matching, next: null }
  const upTo = Math.min(last.openedAt + 1, query.to ?? Infinity)
  const notNewer = (await history.findings({ ...query, to: upTo, limit: 1, offset: 0 })).matching
  const told = narrowed.offset + rows.length - (found.matching - notNewer)
  return { rows, matching, next: [last.openedAt, told] }
}

function readSpot([at, told]: Position): { at: number; told: number } {
  // A position of the live list has four parts.
  if (typeof at !== 'number' || typeof told !== 'number') throw new NoSuchPosition()
  return { at, told }
}
