import type { MemberRow } from '../../shared/membership.ts'
import type { IntervalOrigin, Timing } from '../../shared/segment.ts'
import { SECOND, type DurationMs, type EpochMs } from '../../shared/time.ts'

/**
 * What the deadline of a member rests on. `computed`: its last report plus the membership interval. `shortened`: a
 * specific query was seen, so it ends sooner (RFC 3376 s6.6.1). `other-timers`: the timers were others when it reported.
 * `kept`: presumed, so it lives as long as its group.
 */
type WhyEnd = 'computed' | 'shortened' | 'other-timers' | 'kept'

/** "Why is this host a member?": robustness x interval + response = membership interval (RFC 3376 s8.4). */
export interface Why {
  lastReportAt: EpochMs
  robustness: number
  queryIntervalMs: DurationMs
  maxResponseMs: DurationMs
  /** RFC 9776 s8.4 counts the response time twice. */
  responses: 1 | 2
  membershipMs: DurationMs
  origin: IntervalOrigin
  /** Last report plus membership interval. */
  dueAt: EpochMs
  expiresAt: EpochMs
  end: WhyEnd
}

/** Rounding of timers and of the moment at which they were learnt. */
const TOLERANCE: DurationMs = SECOND

export function whyMember(
  member: Pick<MemberRow, 'state'> & Pick<Why, 'lastReportAt' | 'expiresAt'>,
  timing: Timing,
): Why {
  const dueAt = member.lastReportAt + timing.groupMembershipMs
  const early = dueAt - member.expiresAt
  const end: WhyEnd =
    member.state === 'presumed'
      ? 'kept'
      : Math.abs(early) <= TOLERANCE
        ? 'computed'
        : early > 0
          ? 'shortened'
          : 'other-timers'
  return {
    lastReportAt: member.lastReportAt,
    robustness: timing.robustness,
    queryIntervalMs: timing.queryIntervalMs,
    maxResponseMs: timing.maxResponseMs,
    responses: timing.formula === 'rfc9776' ? 2 : 1,
    membershipMs: timing.groupMembershipMs,
    origin: timing.queryIntervalOrigin,
    dueAt,
    expiresAt: member.expiresAt,
    end,
  }
}
