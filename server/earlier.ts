import { DAY, HOUR, MINUTE, type EpochMs } from '../shared/time.ts'
import { HistoryError, SIZES_OF_MINUTE, UNKNOWN_SIZE, type History, type SegmentSizes } from './history/store.ts'
import type { SubjectTap } from './views/subject.ts'

const TREND_KEPT = DAY
const SEGMENT_TRENDS_KEPT = 6 * HOUR

type Restore = (tap: Pick<SubjectTap, 'name' | 'trend'>) => void

/** Tells a tap what the last run knew of it: the trend of a wall goes on over a restart; the time between is a gap. */
export async function earlierRun(history: History, now: EpochMs): Promise<Restore> {
  try {
    // The minute of now is told when it is over.
    const until = Math.floor(now / MINUTE) * MINUTE
    const minutes = await history.minutes(now - TREND_KEPT, until)
    const segments = await history.segmentSizes(now - SEGMENT_TRENDS_KEPT, until)
    return ({ name, trend }) => {
      trend.restore(minutes.filter(({ source }) => source === name))
      for (const segment of segments) if (segment.source === name) restoreSegment(trend, segment)
    }
  } catch (error) {
    if (!(error instanceof HistoryError)) throw error
    return () => undefined // without a history there is nothing to restore, and that was told
  }
}

function restoreSegment(trend: SubjectTap['trend'], { name, family, from, sizes }: SegmentSizes): void {
  for (let i = 0; i < sizes.length; i += SIZES_OF_MINUTE) {
    const [groups = UNKNOWN_SIZE, hosts = 0, memberships = 0] = sizes.subarray(i, i + SIZES_OF_MINUTE)
    if (groups === UNKNOWN_SIZE) continue
    const at = from + (i / SIZES_OF_MINUTE) * MINUTE
    trend.segments.restore({ name, family }, { at, groups, hosts, memberships })
  }
}
