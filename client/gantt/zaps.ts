import type { EventLine, MemberEventLine } from '../../shared/event.ts'
import { SECOND, type DurationMs, type EpochMs } from '../../shared/time.ts'

/** A host that left one group and joined another within a moment: a viewer that changed the channel. */
interface Zap {
  at: EpochMs
  from: string
  to: string
  /** From the leave to the join; below zero when it joined first. */
  gapMs: DurationMs
}

/** A join so long after a leave belongs to it. */
const ZAP_AFTER_LEAVE: DurationMs = 5 * SECOND
/** Some boxes join the new group before they leave the old one, by no more than this. */
const ZAP_BEFORE_LEAVE: DurationMs = 1 * SECOND

/** The channel changes among the events of one host, the newest first. */
export function zapsOf(past: readonly EventLine[]): Zap[] {
  const members = past.filter((event): event is MemberEventLine => event.event === 'joined' || event.event === 'left')
  const joins = members.filter(({ event }) => event === 'joined')
  const taken = new Set<MemberEventLine>()
  const zaps: Zap[] = []
  for (const leave of members) {
    if (leave.event !== 'left') continue
    const join = joins.find(
      (candidate) =>
        !taken.has(candidate) &&
        candidate.group !== leave.group &&
        candidate.at >= leave.at - ZAP_BEFORE_LEAVE &&
        candidate.at <= leave.at + ZAP_AFTER_LEAVE,
    )
    if (!join) continue
    taken.add(join)
    zaps.push({ at: join.at, from: leave.group, to: join.group, gapMs: join.at - leave.at })
  }
  return zaps.reverse()
}

export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[middle]]
  return low === undefined || high === undefined ? null : (low + high) / 2
}
