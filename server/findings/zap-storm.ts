import { MINUTE } from '../../shared/time.ts'
import { hostKey, hostName } from './host-name.ts'
import type { Observation, SegmentRule } from './rule.ts'

/** A host that changes channels faster than anybody watches, for two minutes running. */
export const zapStorm: SegmentRule = {
  code: 'zap-storm',

  *check({ at, conduct, settings }): Generator<Observation> {
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
  },

  /** It may take a breath. */
  lingers: () => 2 * MINUTE,
}
