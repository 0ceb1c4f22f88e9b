import type { ListHead, Pulse } from '../../shared/live.ts'

/** Why a list has no rows. "No IGMP seen" is not "no members", and neither is a filter that matches nothing. */
export type Emptiness =
  'loading' | 'bad-filter' | 'no-match' | 'only-link-local' | 'no-frames' | 'no-igmp' | 'warming' | 'stopped' | 'none'

export function emptiness(head: ListHead | null, filter: string, pulse: Pulse | null): Emptiness | null {
  if (head === null) return 'loading'
  if (head.filterError) return 'bad-filter'
  if (head.matching > 0) return null
  if (filter.trim() !== '' && (head.total > 0 || head.hidden > 0)) return 'no-match'
  if (head.total === 0 && head.hidden > 0) return 'only-link-local'
  if (pulse === null) return 'loading'
  const { sources, segments } = pulse
  if (!sources.some(({ lastFrameAt }) => lastFrameAt !== null)) return 'no-frames'
  if (segments.length === 0) return 'no-igmp'
  if (sources.every(({ state }) => state === 'failed' || state === 'ended')) return 'stopped'
  return segments.some(({ state }) => state === 'warming') ? 'warming' : 'none'
}
