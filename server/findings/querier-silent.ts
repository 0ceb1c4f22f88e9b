import type { Severity } from '../../shared/finding.ts'
import { hostName } from './host-name.ts'
import { querierSilence } from './querier-silence.ts'
import { NOBODY, type Observation, type SegmentFacts, type SegmentRule } from './rule.ts'

/** In query intervals: a query that is later than this is worth a note. */
const NOTED = 1.1

/** There was a querier, and its next query does not come. Another one takes over by RFC 3376 s8.5, if there is any. */
export const querierSilent: SegmentRule = {
  code: 'querier-silent',
  *check(facts: SegmentFacts): Generator<Observation> {
    const { table, conduct } = facts
    const { gaps } = conduct.queriers
    const severity = severityOf(facts)
    if (severity === null || gaps.last === null || gaps.by === null) return
    const { timing, lastQueryAt } = table.election
    const silentSince = Math.max(lastQueryAt ?? gaps.last.at, table.election.watchedSince)
    const querier = hostName(gaps.by)
    const stopsAt = silentSince + table.gmi
    yield {
      subject: NOBODY,
      severity,
      ...(severity === 'critical'
        ? { sentence: 'querier-silent', values: { querier, lastQueryAt: gaps.last.at, stopsAt } }
        : {
            sentence: timing.origin === 'assumed' ? 'querier-silent-late-assumed' : 'querier-silent-late',
            values: {
              querier,
              intervalMs: timing.queryInterval,
              lastQueryAt: gaps.last.at,
              absentAt: silentSince + timing.otherQuerierPresent,
              stopsAt,
            },
          }),
      count: 1,
      evidence: [gaps.last],
    }
  },
  /** One query ends it. */
  lingers: () => 0,
}

function severityOf({ at, table }: SegmentFacts): Severity | null {
  const { condition, lasts } = querierSilence(table, at)
  switch (condition) {
    case 'queried': {
      // A single query after a change of the topology promises no other one.
      const { elected, unnumbered, queries, timing } = table.election
      const expected = elected !== null || (unnumbered !== null && queries > 1)
      return expected && lasts >= NOTED * timing.queryInterval ? 'information' : null
    }
    case 'query-late':
      return 'warning'
    case 'querier-lost':
      return 'critical'
    case 'no-querier':
    case 'not-needed':
    case 'queries-unseen':
    case 'warming-up':
      return null
  }
}
