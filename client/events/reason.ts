import type { EventRow } from '../../shared/events.ts'
import type { Timing } from '../../shared/segment.ts'
import { SECOND, type DurationMs, type EpochMs } from '../../shared/time.ts'

/** Rounding of timers and of the moment at which they were learnt. */
const TOLERANCE: DurationMs = 2 * SECOND

/**
 * Which timer ended something that no frame did. `member`: the group membership interval after the last report (RFC 3376
 * s8.4). `member-leave`: sooner, since a specific query lowered the group's timer (s6.6.1). `group`, `group-leave`: the
 * group's own timer, as the event tells (s6.2.2, s6.4.2). `querier`: the other querier present interval (s8.5).
 */
export type Reason =
  | { kind: 'member' | 'member-leave'; lastAt: EpochMs; intervalMs: DurationMs; dueAt: EpochMs }
  | { kind: 'group' | 'querier'; intervalMs: DurationMs }
  | { kind: 'group-leave' }
  | { kind: 'unknown' }

/** null: a frame caused it, or nobody's timer did. */
export function reasonOf({ told, before, at }: EventRow, timing: Timing | null): Reason | null {
  switch (told.event) {
    case 'expired': {
      if (!timing || !before) return { kind: 'unknown' }
      const dueAt = before.lastReportAt + timing.groupMembershipMs
      const early = dueAt - at > TOLERANCE
      return {
        kind: early ? 'member-leave' : 'member',
        lastAt: before.lastReportAt,
        intervalMs: timing.groupMembershipMs,
        dueAt,
      }
    }
    case 'group-ended':
      if (told.reason === 'leave') return { kind: 'group-leave' }
      if (told.reason === 'evicted') return null
      return timing ? { kind: 'group', intervalMs: timing.groupMembershipMs } : { kind: 'unknown' }
    case 'querier-lost':
      return timing ? { kind: 'querier', intervalMs: timing.otherQuerierPresentMs } : { kind: 'unknown' }
    case 'joined':
    case 'changed':
    case 'left':
    case 'evicted':
    case 'group-started':
    case 'querier-elected':
    case 'finding-opened':
    case 'finding-changed':
    case 'finding-closed':
    case 'gap':
      return null
  }
}
