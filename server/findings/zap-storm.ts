import { MINUTE } from '../../shared/time.ts'
import { hostKey, hostName } from './host-name.ts'
import { NOTHING, type Observation, type SegmentFacts, type SegmentRule } from './rule.ts'

/** A host that changes channels faster than anybody watches, for two minutes running. */
export const zapStorm: SegmentRule = {
  code: 'zap-storm',

  check: (facts) => (facts.conduct.hosts.changes.zapping.size > 0 ? found(facts) : NOTHING),

  /** It may take a breath. */
  lingers: () => 2 * MINUTE,
}

function* found({ at, conduct, settings }: SegmentFacts): Generator<Observation> {
  const limit = settings.zapsPerMinute
  for (const notes of conduct.hosts.changes.zapping) {
    const { changes } = notes
    if (!changes?.zapsForTwoMinutes(limit, at)) continue
    yield {
      subject: { group: null, host: hostKey(notes) },
      severity: 'warning',
      sentence: 'zap-storm',
      values: { host: hostName(notes), perMinute: changes.zapsPerMinute(at), limit },
      count: changes.zapTrail?.count ?? 0,
      evidence: changes.zapTrail?.evidence ?? [],
    }
  }
}
