import type { OverviewHead, StateCounts } from '../../shared/view-heads.ts'
import type { SegmentRow, SegmentState } from '../../shared/segment.ts'
import { noStates, shownState } from '../../shared/segment-order.ts'
import { isAmbiguous, segmentName } from '../format/segment.ts'

/** The worst first. */
const ORDER = ['critical', 'warning', 'stale', 'warming', 'ok'] as const satisfies readonly SegmentState[]

interface RestCounts {
  segments: number
  /** The states that there are, the worst first. */
  states: readonly { state: SegmentState; count: number }[]
}

/** What the strip sums: segments that have a row and no cell, and those without a row. Pure. */
export function restCounts(
  rows: readonly SegmentRow[],
  rest: Pick<OverviewHead['rest'], 'segments' | 'states'>,
): RestCounts {
  const counts: Record<SegmentState, number> = { ...noStates(), ...rest.states }
  for (const row of rows) counts[shownState(row)] += 1
  return {
    segments: rows.length + rest.segments,
    states: ORDER.flatMap((state) => (counts[state] > 0 ? [{ state, count: counts[state] }] : [])),
  }
}

/**
 * Some of what is summed nobody can vouch for: a segment whose capture stopped so long ago that its last members, had
 * they gone silent, would be out (RFC 3376 s8.4).
 */
export function sumsStale(
  rows: readonly SegmentRow[],
  states: StateCounts,
  unseen: (source: string) => number | null,
): boolean {
  const stale = rows.filter(({ state }) => state === 'stale')
  // Of those without a row nobody can tell for how long.
  if (states.stale > stale.length) return true
  return stale.some(({ source, timing }) => {
    const silent = unseen(source)
    return silent === null || silent >= timing.groupMembershipMs
  })
}

/** Where a segment was seen, when another one that is shown has the same title and no name tells them apart; else null. */
export function placeApart(
  { segment, name }: Pick<SegmentRow, 'segment' | 'name'>,
  shown: readonly SegmentRow[],
): string | null {
  if (name !== null) return null
  const others = shown.map((row) => row.segment)
  return isAmbiguous(segment, others) ? segmentName(segment).where : null
}
