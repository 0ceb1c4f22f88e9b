import type { FindingCode, FindingRow, Severity } from '../shared/finding.ts'
import type { OverviewHead } from '../shared/view-heads.ts'
import type { SegmentRow, SegmentState } from '../shared/segment.ts'
import type { Verdict } from './verdict.ts'

/*
 * What findings add to the sentence of the wall. The states of the segments tell already who asks and who does not; a
 * finding is said where it is worse than that, or tells why. Pure.
 */

export type Alarms = OverviewHead['findings']

/** What the states of the segments say in their own words, with a countdown. */
const SAID_BY_STATE: ReadonlySet<FindingCode> = new Set(['no-querier', 'querier-silent'])

/** Trouble of a single host or group: what is as bad for a whole segment comes before it. */
const OF_ONE: ReadonlySet<FindingCode> = new Set([
  'deaf-host',
  'silent-departures',
  'bad-sender',
  'zap-storm',
  'report-flood',
  'ssm-misuse',
  'lost-receiver',
])

/** How bad: the same scale for both. A tap that stopped is no fault of the network, but makes everything doubtful. */
const OF_STATE: Readonly<Record<SegmentState, number>> = { critical: 3, warning: 2, stale: 1, warming: 0, ok: 0 }
const OF_SEVERITY: Readonly<Record<Severity, number>> = { critical: 3, warning: 2, information: 0 }

/** The finding to say in place of the verdict on the segments; null: the verdict stands. */
export function findingToSay(
  verdict: Verdict,
  alarms: Alarms | null,
  segments: readonly SegmentRow[],
): FindingRow | null {
  const worst = alarms?.worst ?? null
  if (worst === null || SAID_BY_STATE.has(worst.code)) return null
  // Of a tap that gives nothing any more, what it found is what was last known.
  const own = segments.filter(({ source }) => source === worst.source)
  if (own.length > 0 && own.every(({ state }) => state === 'stale')) return null
  const [found, judged] = [OF_SEVERITY[worst.severity], OF_STATE[verdict.state]]
  // The more severe thing, as the order of the strip and the held page have it.
  if (found !== judged) return found > judged ? worst : null
  if (OF_ONE.has(worst.code)) return null
  return explains(worst, verdict) ? worst : null
}

/** It tells why, in the same place; while a stream is about to stop, when matters more than why. */
function explains(worst: FindingRow, verdict: Verdict): boolean {
  if (verdict.kind !== 'query-late' && verdict.kind !== 'queries-unseen') return false
  return worst.segment === verdict.segment && worst.family === verdict.family
}

/** Verdicts that are findings too. */
const ARE_FINDINGS: ReadonlySet<Verdict['kind']> = new Set(['no-querier', 'query-late', 'queries-unseen'])

/** Alarms beside the one that is said. */
export function furtherAlarms(verdict: Verdict, said: FindingRow | null, alarms: Alarms | null): number {
  const all = alarms ? alarms.critical + alarms.warning : 0
  return Math.max(0, all - (said !== null || ARE_FINDINGS.has(verdict.kind) ? 1 : 0))
}
