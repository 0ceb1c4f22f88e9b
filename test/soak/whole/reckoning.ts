import { SECOND, type DurationMs, type EpochMs } from '../../../shared/time.ts'
import { MAX_RESPONSE, QUERY_INTERVAL, type Zap } from './crowd.ts'
import { Matches } from './matches.ts'

/*
 * What the history should have, and what it has. Pure.
 */

export interface Recorded {
  at: EpochMs
  kind: 'joined' | 'left' | 'expired'
  host: number
  channel: number
}
export interface Blind {
  from: EpochMs
  /** null: it lasts. */
  to: EpochMs | null
}
export interface Reckoning {
  /** Joins and leaves that were sent. */
  sent: number
  recorded: number
  /** Not recorded, at a time that the history itself calls a gap, or of what nobody could hear because of it. */
  inGaps: number
  /** Not recorded, and no gap says why. */
  lost: number
  /** The first of them. */
  examples: readonly string[]
  /** Recorded, and never sent: memberships that were unknown after a gap begin and end then. */
  unsent: number
}

/** After a gap it takes a query cycle until a host that joined in it is heard: what it leaves sooner was never known. */
const HEARD_AGAIN: DurationMs = QUERY_INTERVAL + MAX_RESPONSE
/** So long at most a membership outlives a leave that nobody heard: the gap, a cycle, and the rest of its time. */
const STILL_THERE: DurationMs = 5 * HEARD_AGAIN
/** Ends of a gap are told to the second. */
const EDGE: DurationMs = 2 * SECOND
const EXAMPLES = 10

const keyOf = (kind: Recorded['kind'], host: number, channel: number): string => `${kind} ${host} ${channel}`

/** `starts`: of servers that had to learn all members anew. */
export function reckon(
  zaps: readonly Zap[],
  recorded: readonly Recorded[],
  gaps: readonly Blind[],
  starts: readonly EpochMs[] = [],
): Reckoning {
  const inTime = [...gaps].sort((a, b) => a.from - b.from)
  const found = new Matches()
  for (const { at, kind, host, channel } of recorded) found.recorded(keyOf(kind, host, channel), at)
  for (const { at, host, from, to } of zaps) {
    found.sent(keyOf('left', host, from), at)
    found.sent(keyOf('joined', host, to), at)
  }
  const lost: string[] = []
  let [met, inGaps] = [0, 0]
  const joinedAt = new Map<number, EpochMs>()
  const leftAt = new Map<string, EpochMs>()
  const isIn = (at: EpochMs, after: DurationMs): boolean =>
    gaps.some(({ from, to }) => at >= from - EDGE && at <= (to ?? at) + EDGE + after)
  /** By then all are heard again: a query cycle that no further gap breaks off. */
  const heardBy = (since: EpochMs): EpochMs =>
    inTime.reduce((until, { from, to }) => {
      const end = to ?? Number.POSITIVE_INFINITY
      return end > since && from - EDGE <= until ? Math.max(until, end + HEARD_AGAIN) : until
    }, since + HEARD_AGAIN)
  const isUnheard = (zap: Zap): boolean => {
    if (starts.some((start) => zap.at >= start - EDGE && zap.at <= heardBy(start) + EDGE)) return true
    const joined = joinedAt.get(zap.host)
    const missed = inTime.filter(
      ({ from, to }) => joined !== undefined && joined >= from - EDGE && joined <= (to ?? joined) + EDGE,
    )
    return missed.some(({ to }) => zap.at <= heardBy(to ?? zap.at) + EDGE)
  }
  /** It left in a gap, so it was still a member when it came back. */
  const isStill = (zap: Zap): boolean => {
    const left = leftAt.get(`${zap.host} ${zap.to}`)
    return left !== undefined && zap.at - left < STILL_THERE && isIn(left, 0)
  }
  const expect = (kind: 'joined' | 'left', zap: Zap, channel: number): void => {
    if (found.has(keyOf(kind, zap.host, channel), zap.at)) met += 1
    else if (isIn(zap.at, 0) || (kind === 'left' ? isUnheard(zap) : isStill(zap))) inGaps += 1
    else lost.push(`${new Date(zap.at).toISOString()} host ${zap.host} ${kind} channel ${channel}${sinceWhat(zap)}`)
  }
  /** What may explain it. */
  const sinceWhat = ({ at, host }: Zap): string => {
    const ago = (what: string, then: EpochMs): string => `, ${((at - then) / SECOND).toFixed(1)} s after ${what}`
    const joined = joinedAt.get(host)
    const ended = Math.max(...gaps.map(({ to }) => to ?? Number.NEGATIVE_INFINITY).filter((to) => to <= at))
    const joining = joined === undefined ? '' : ago('it joined', joined)
    return `${joining}${Number.isFinite(ended) ? ago('a gap', ended) : ''}`
  }
  for (const zap of zaps) {
    expect('left', zap, zap.from)
    expect('joined', zap, zap.to)
    joinedAt.set(zap.host, zap.at)
    leftAt.set(`${zap.host} ${zap.from}`, zap.at)
  }
  return {
    sent: 2 * zaps.length,
    recorded: met,
    inGaps,
    lost: lost.length,
    examples: lost.slice(0, EXAMPLES),
    unsent: recorded.filter(({ kind }) => kind !== 'expired').length - met,
  }
}
