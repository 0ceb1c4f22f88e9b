import type { Family } from '../shared/address.ts'
import type { Pulse } from '../shared/live.ts'
import type { SegmentState } from '../shared/segment.ts'
import type { SourceState } from '../shared/source.ts'
import type { DurationMs, EpochMs } from '../shared/time.ts'

/** One that waits for its interface gives as little as one that failed. */
const STOPPED: ReadonlySet<SourceState> = new Set(['waiting', 'failed', 'ended'])

interface FrameAge {
  age: DurationMs | null
  stale: boolean
}
/**
 * Server to last captured frame, for all taps in one figure: the oldest of those that had frames and stopped, since that
 * is what a reader must know; else the newest, since a tap of IGMP alone is quiet for minutes.
 */
export function frameAge(sources: Pulse['sources'], now: EpochMs): FrameAge {
  const heard = sources.filter((source) => source.lastFrameAt !== null)
  const stopped = heard.filter((source) => STOPPED.has(source.state))
  const ages = (list: Pulse['sources']) => list.map((source) => Math.max(0, now - (source.lastFrameAt ?? now)))
  if (stopped.length > 0) return { age: Math.max(...ages(stopped)), stale: true }
  return heard.length > 0 ? { age: Math.min(...ages(heard)), stale: false } : { age: null, stale: false }
}

interface QueryAge {
  segment: string | null
  family: Family
  age: DurationMs | null
  state: SegmentState
}
/** The last general query of the worst segment, in the clock of its source. */
export function queryAge(segments: Pulse['segments'], sourceNow: (source: string) => EpochMs): QueryAge {
  const worst = segments[0]
  if (!worst) return { segment: null, family: 'ipv4', age: null, state: 'warming' }
  const age = worst.lastQueryAt === null ? null : Math.max(0, sourceNow(worst.source) - worst.lastQueryAt)
  return { segment: worst.segment, family: worst.family, age, state: worst.state }
}
