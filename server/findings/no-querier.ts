import { watchedSince, querierSilence } from './querier-silence.ts'
import { NOBODY, NOTHING, type Observation, type SegmentFacts, type SegmentRule } from './rule.ts'

/**
 * No general query of any kind, while hosts join: a finding from the end of the warm-up on. Without one nobody refreshes,
 * and each membership ends after its interval (RFC 3376 s8.4).
 */
export const noQuerier: SegmentRule = {
  code: 'no-querier',
  check({ at, table }: SegmentFacts): readonly Observation[] {
    const { condition, absent } = querierSilence(table, at)
    if (condition !== 'not-needed' && condition !== 'no-querier') return NOTHING
    // Routers that speak among themselves, or hosts that nobody understands: nobody is in any group.
    if (condition === 'not-needed' && !table.hadLinkLocalGroup) return NOTHING
    const watchedAt = watchedSince(table)
    const said = { subject: NOBODY, count: 1, evidence: [{ at: watchedAt, frame: null }] }
    if (condition === 'not-needed') {
      return [{ ...said, severity: 'information', sentence: 'no-querier-local', values: { watchedAt } }]
    }
    const values = { watchedAt, lastsMs: table.gmi }
    return [{ ...said, severity: absent ? 'critical' : 'warning', sentence: 'no-querier', values }]
  },
  /** One query ends it. */
  lingers: () => 0,
}
