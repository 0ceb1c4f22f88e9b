import { MINUTE } from '../../shared/time.ts'
import { hostKey, hostName } from './host-name.ts'
import { NOBODY, NOTHING, type Observation, type SegmentFacts, type SegmentRule } from './rule.ts'

/** Share of the switch's table from which on it is nearly full. */
const NEAR = 0.9

/** More groups than the switch's table holds, or than one host is expected to want. Link-local ones are in no table. */
export const tooManyGroups: SegmentRule = {
  code: 'too-many-groups',

  check: (facts) => (isNearlyFull(facts) || facts.conduct.hosts.changes.crowded.size > 0 ? found(facts) : NOTHING),

  /** A number that goes up and down around its limit is one story. */
  lingers: () => 5 * MINUTE,
}

const isNearlyFull = ({ table, settings }: SegmentFacts): boolean => table.routableGroups >= NEAR * settings.tableSize

function* found(facts: SegmentFacts): Generator<Observation> {
  const { at, table, conduct, settings } = facts
  if (isNearlyFull(facts)) yield ofSegment(facts, table.routableGroups)
  for (const notes of conduct.hosts.changes.crowded) {
    const wanted = notes.hostIn(table)?.routable ?? 0
    if (wanted <= settings.groupsPerHost) continue
    yield {
      subject: { group: null, host: hostKey(notes) },
      severity: 'warning',
      sentence: 'too-many-groups-host',
      values: { host: hostName(notes), groups: wanted, limit: settings.groupsPerHost },
      count: wanted,
      evidence: [{ at, frame: null }],
    }
  }
}

function ofSegment({ at, settings }: SegmentFacts, groups: number): Observation {
  const full = groups > settings.tableSize
  return {
    subject: NOBODY,
    severity: full ? 'warning' : 'information',
    sentence: full ? 'too-many-groups' : 'too-many-groups-near',
    values: { groups, limit: settings.tableSize },
    count: groups,
    evidence: [{ at, frame: null }],
  }
}
