import { watchedSince, querierSilence } from './querier-silence.ts'
import { NOBODY, type Observation, type SegmentFacts, type SegmentRule } from './rule.ts'

/** No general query of any kind, while hosts join: a finding from the end of the warm-up on. */
export const noQuerier: SegmentRule = {
  code: 'no-querier',
  *check({ at, table }: SegmentFacts): Generator<Observation> {
    const { condition, absent } = querierSilence(table, at)
    if (condition !== 'no-querier') return
    const watchedAt = watchedSince(table)
    const local = !table.hadRoutableGroup
    yield {
      subject: NOBODY,
      severity: local ? 'information' : absent ? 'critical' : 'warning',
      sentence: local ? 'no-querier-local' : 'no-querier',
      values: local ? { watchedAt } : { watchedAt, lastsMs: table.gmi },
      count: 1,
      evidence: [{ at: watchedAt, frame: null }],
    }
  },
  /** One query ends it. */
  lingers: () => 0,
}
