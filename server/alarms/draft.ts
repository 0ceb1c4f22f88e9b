import type { Severity } from '../../shared/finding.ts'
import { SECOND, type DurationMs, type EpochMs } from '../../shared/time.ts'
import { compareTold, isOver, type Alarm, type Told } from './alarm.ts'
import type { Allowance } from './allowance.ts'
import type { Quiet } from './book.ts'
import type { Pending, Waiting } from './pending.ts'

/** Alarms that one message names; of further ones it says how many. */
export const MAX_LISTED = 20
/** What is critical waits no longer for others. */
export const CRITICAL_WAITS: DurationMs = 5 * SECOND

/** What one message tells. */
export interface Message {
  /** The worst first, at most `MAX_LISTED`. */
  told: readonly Told[]
  /** All, those that are not named too. */
  counts: Readonly<Record<Severity | 'over', number>>
  total: number
}
/** A message with all that it takes from what waits. */
export interface Draft {
  told: readonly Told[]
  message: Message
}

/**
 * The messages that are due: one alarm that has waited long enough takes with it what has its code or its segment. The
 * last message that is allowed takes everything.
 */
export function drafted(
  pending: Pending,
  allowance: Allowance,
  groupFor: DurationMs,
  now: EpochMs,
  quiet: Quiet,
): Draft[] {
  const drafts: Draft[] = []
  let waiting = [...pending].filter(({ state, alarm }) => isOver(state) || quiet(alarm) === null)
  for (;;) {
    const ready = waiting.filter((one) => isReady(one, groupFor, now)).sort(compareTold)
    const [lead] = ready
    if (!lead) return drafts
    const left = allowance.left(now, isUrgent(lead))
    if (left === 0) return drafts
    const taken = left === 1 ? waiting : waiting.filter((one) => belongs(lead.alarm, one.alarm))
    for (const { alarm } of taken) pending.delete(alarm.subject)
    const rest = new Set(taken)
    waiting = waiting.filter((one) => !rest.has(one))
    allowance.take(now)
    drafts.push(draftOf(taken, pending.takeUnlisted()))
  }
}

const isUrgent = ({ state, alarm }: Told): boolean => alarm.severity === 'critical' && !isOver(state)

function isReady(one: Waiting, groupFor: DurationMs, now: EpochMs): boolean {
  // A clock that was set back has nobody wait for it to come again.
  if (one.since > now) return true
  return now - one.since >= (isUrgent(one) ? Math.min(CRITICAL_WAITS, groupFor) : groupFor)
}

const belongs = (lead: Alarm, other: Alarm): boolean =>
  other.code === lead.code || (lead.segment !== null && other.segment === lead.segment)

function draftOf(taken: readonly Waiting[], unlisted: Readonly<Record<Severity, number>>): Draft {
  const told = taken.map(({ state, alarm }): Told => ({ state, alarm })).sort(compareTold)
  const counts = { ...unlisted, over: 0 }
  for (const { state, alarm } of told) counts[isOver(state) ? 'over' : alarm.severity] += 1
  const total = counts.information + counts.warning + counts.critical + counts.over
  return { told, message: { told: told.slice(0, MAX_LISTED), counts, total } }
}
