import type { HostNotes } from '../conduct/host-notes.ts'
import { HOSTS_LISTED, hostKey, hostName } from './host-name.ts'
import { NOBODY, NOTHING, type Observation, type SegmentFacts, type SegmentRule } from './rule.ts'

/**
 * Hosts whose memberships run out instead of being left (RFC 2236 s3, RFC 3376 s5.1). The stream of each flows to nobody
 * until then.
 */
export const silentDepartures: SegmentRule = {
  code: 'silent-departures',

  check: (facts) => (facts.conduct.hosts.changes.silent.size > 0 ? found(facts) : NOTHING),

  /** The last memberships that ended tell, however long that takes. */
  lingers: () => 0,
}

function* found(facts: SegmentFacts): Generator<Observation> {
  const { silent } = facts.conduct.hosts.changes
  let listed = 0
  for (const notes of silent) {
    if (listed === HOSTS_LISTED) break
    const seen = departures(notes, facts)
    if (!seen) continue
    listed += 1
    yield seen
  }
  const hosts = silent.size - listed
  if (listed < HOSTS_LISTED || hosts === 0) return
  const values = { hosts, lastsMs: facts.table.gmi }
  const common = { subject: NOBODY, severity: 'information', evidence: [] } as const
  yield { ...common, sentence: 'silent-departures-more', values, count: hosts }
}

function departures(notes: HostNotes, { table }: SegmentFacts): Observation | null {
  const { changes } = notes
  if (!changes) return null
  const { ends, silent } = changes.lastEnds
  return {
    subject: { group: null, host: hostKey(notes) },
    severity: 'information',
    sentence: 'silent-departures',
    values: { host: hostName(notes), silent, ends, lastsMs: table.gmi },
    count: silent,
    evidence: changes.silentTrail?.evidence ?? [],
  }
}
