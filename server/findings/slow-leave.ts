import { NOBODY, NOTHING, type Observation, type SegmentFacts, type SegmentRule } from './rule.ts'

/** In last member query times (RFC 3376 s8.10). */
const SLOW = 1.5
/** Leaves of the last hour before anything is said. */
const ENOUGH = 3

/** Most leaves take longer than the querier's own timers say. */
export const slowLeave: SegmentRule = {
  code: 'slow-leave',

  check: (facts) => (facts.conduct.hosts.leaves.notes.recent >= ENOUGH ? found(facts) : NOTHING),

  /** The leaves of the last hour: that is slow enough. */
  lingers: () => 0,
}

function* found({ at, conduct }: SegmentFacts): Generator<Observation> {
  const { notes } = conduct.hosts.leaves
  const { slow, all, p50Ms, p95Ms, lastMemberQueryTime, evidence } = notes.slower(SLOW, at)
  if (all < ENOUGH || slow * 2 <= all) return
  yield {
    subject: NOBODY,
    severity: 'warning',
    sentence: 'slow-leave',
    values: { p50Ms, p95Ms, expectedMs: lastMemberQueryTime },
    count: slow,
    evidence,
  }
}
