import type { SegmentCondition, SegmentRow, SegmentState } from './segment.ts'
import type { DurationMs } from './time.ts'

/* Which segment is worse: one order for the server, which sends the worst, and for the pages, which show them. */

/** What the order looks at. */
export type Judged = Pick<SegmentRow, 'state' | 'condition' | 'alarms'>

/** How bad a state is: the order of the strip, the cards and the table. */
const RANK: Readonly<Record<SegmentState, number>> = { critical: 0, warning: 1, stale: 2, warming: 3, ok: 4 }
/** Among equals: what stops streams comes before what only might. */
const CONDITION_RANK: Readonly<Record<SegmentCondition, number>> = {
  'querier-lost': 0,
  'no-querier': 0,
  'query-late': 1,
  'queries-unseen': 2,
  'source-stopped': 3,
  'warming-up': 4,
  'not-needed': 5,
  queried: 5,
}

/** The state that the strip shows: findings about a segment count as much as its querier. */
export function shownState({ state, alarms }: Judged): SegmentState {
  if (state === 'stale') return state
  const found = alarms.critical > 0 ? 'critical' : alarms.warning > 0 ? 'warning' : state
  return RANK[found] < RANK[state] ? found : state
}

type Compare<T> = (a: T, b: T) => number

/**
 * By what the querier does alone, as the sentence of the wall has it. Among critical ones the one whose first stream
 * stops sooner; `stopsIn` is Infinity where none does.
 */
export const byQuerier =
  <T extends Judged>(stopsIn: (segment: T) => DurationMs): Compare<T> =>
  (a, b) => {
    const worse = RANK[a.state] - RANK[b.state] || CONDITION_RANK[a.condition] - CONDITION_RANK[b.condition]
    if (worse !== 0 || a.state !== 'critical') return worse
    const [first, second] = [stopsIn(a), stopsIn(b)]
    return first === second ? 0 : first - second
  }

/** By the state that the strip shows, then as `byQuerier`. */
export const byShown = <T extends Judged>(stopsIn: (segment: T) => DurationMs): Compare<T> => {
  const compare = byQuerier(stopsIn)
  return (a, b) => RANK[shownState(a)] - RANK[shownState(b)] || compare(a, b)
}

export const noStates = (): Record<SegmentState, number> => ({ critical: 0, warning: 0, stale: 0, warming: 0, ok: 0 })
