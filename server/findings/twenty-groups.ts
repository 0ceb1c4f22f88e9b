import { hostKey, hostName } from './host-name.ts'
import { NOTHING, type Observation, type SegmentFacts, type SegmentRule } from './rule.ts'

/** A host that stays at what Linux lets one socket join by default: it may have asked for more. */
export const twentyGroups: SegmentRule = {
  code: 'twenty-groups',

  check: (facts) => (facts.conduct.hosts.changes.twenty.size > 0 ? found(facts) : NOTHING),

  lingers: () => 0,
}

function* found({ at, table, conduct }: SegmentFacts): Generator<Observation> {
  for (const notes of conduct.hosts.changes.twenty) {
    const since = notes.changes?.twentySince ?? Number.NaN
    // Not a number: it is not at twenty any more.
    if (!(at - since >= table.gmi)) continue
    yield {
      subject: { group: null, host: hostKey(notes) },
      severity: 'information',
      sentence: 'twenty-groups',
      values: { host: hostName(notes), sinceAt: since },
      count: 1,
      evidence: [{ at: since, frame: null }],
    }
  }
}
