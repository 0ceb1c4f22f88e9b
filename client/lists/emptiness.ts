import type { Pulse } from '../../shared/live.ts'
import type { SourceState } from '../../shared/source.ts'
import type { ListHead } from '../../shared/view-heads.ts'

/** Why a list has no rows. "No IGMP seen" is not "no members", and neither is a filter that matches nothing. */
type Emptiness =
  'loading' | 'bad-filter' | 'no-match' | 'only-link-local' | 'no-frames' | 'no-igmp' | 'warming' | 'stopped' | 'none'

/** What is known of a list: `total` is null where the rows without the filter were not counted. */
export type Counted = Pick<ListHead, 'matching' | 'hidden' | 'filterError'> & { total: number | null }

/** One that waits for its interface saw queries, and sees whether anybody answers as little as one that ended. */
const CAPTURES_NOTHING: ReadonlySet<SourceState> = new Set(['waiting', 'failed', 'ended'])

export function emptiness(head: Counted | null, filter: string, pulse: Pulse | null): Emptiness | null {
  const told = emptinessThen(head, filter)
  if (told !== 'none') return told
  if (pulse === null) return 'loading'
  const { sources, segments } = pulse
  if (!sources.some(({ lastFrameAt }) => lastFrameAt !== null)) return 'no-frames'
  if (segments.length === 0) return 'no-igmp'
  if (sources.every(({ state }) => CAPTURES_NOTHING.has(state))) return 'stopped'
  return segments.some(({ state }) => state === 'warming') ? 'warming' : 'none'
}

/** What the list alone says: of a moment that is over nothing else does. */
export function emptinessThen(head: Counted | null, filter: string): Emptiness | null {
  if (head === null) return 'loading'
  if (head.filterError) return 'bad-filter'
  if (head.matching > 0) return null
  if (filter.trim() !== '' && (head.total !== 0 || head.hidden > 0)) return 'no-match'
  return head.hidden > 0 ? 'only-link-local' : 'none'
}
