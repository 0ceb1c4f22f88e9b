import { SECOND, type DurationMs } from '../../shared/time.ts'
import { hostName } from './host-name.ts'
import { NOTHING, type Observation, type SegmentFacts, type SegmentRule } from './rule.ts'

/** RFC 3376 s8.2: the default. With a longer one, switches that forget after 260 s do not outlive one lost query. */
const LONG: DurationMs = 125 * SECOND
/** Those switches do not even outlive the interval itself. */
const TOO_LONG: DurationMs = 250 * SECOND
/** A measured interval is not exact: two of so much more still fit into 260 s. */
const MEASURED_LONG: DurationMs = 130 * SECOND

/** The query interval against what switches have in common, and against the response time (RFC 3376 s8.3). */
export const slowQuerier: SegmentRule = {
  code: 'slow-querier',
  check: (facts) => (mayBeSlow(facts) ? found(facts) : NOTHING),
  /** A measured interval moves about. */
  lingers: ({ table }) => table.election.timing.queryInterval,
}

function mayBeSlow({ table }: SegmentFacts): boolean {
  const { origin, queryIntervalShown, maxResponse } = table.election.timing
  return origin !== 'assumed' && (queryIntervalShown > LONG || maxResponse >= queryIntervalShown)
}

function* found({ table, conduct }: SegmentFacts): Generator<Observation> {
  const { timing, elected, unnumbered } = table.election
  const { last, by } = conduct.queriers.gaps
  if ((!elected && !unnumbered) || last === null || by === null) return
  const intervalMs = timing.queryIntervalShown
  const querier = hostName(by)
  const said = { subject: { group: null, host: by }, count: 1, evidence: [last] }
  if (intervalMs > TOO_LONG) {
    yield { ...said, severity: 'critical', sentence: 'slow-querier-fatal', values: { querier, intervalMs } }
  } else if (intervalMs > (timing.origin === 'measured' ? MEASURED_LONG : LONG)) {
    yield { ...said, severity: 'warning', sentence: 'slow-querier', values: { querier, intervalMs } }
  } else if (timing.origin === 'advertised' && timing.maxResponse >= intervalMs) {
    // Measured gaps may be those of start-up queries (s8.6).
    const values = { querier, intervalMs, responseMs: timing.maxResponse }
    yield { ...said, severity: 'warning', sentence: 'slow-querier-response', values }
  }
}
