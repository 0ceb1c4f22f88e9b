import { watchedSince, querierSilence } from './querier-silence.ts'
import { NOBODY, type Observation, type SegmentFacts, type SegmentRule } from './rule.ts'

/** No general query of any kind, while hosts join: a finding from the end of the warm-up on. */
export const noQuerier: SegmentRule = {
  code: 'no-querier',
  *check({ at, table }: SegmentFacts): Generator<Observation> {
    const { condition, absent } = querierSilence(table, at)
    const watchedAt = watchedSince(table)
    const said = { subject: NOBODY, count: 1, evidence: [{ at: watchedAt, frame: null }] }
    if (condition === 'not-needed') {
      yield { ...said, severity: 'information', sentence: 'no-querier-local', values: { watchedAt } }
    } else if (condition === 'no-querier') {
      const values = { watchedAt, lastsMs: table.gmi }
      yield { ...said, severity: absent ? 'critical' : 'warning', sentence: 'no-querier', values }
    }
  },
  /** One query ends it. */
  lingers: () => 0,
}
