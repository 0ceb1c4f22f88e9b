import { formatAddress } from '../../shared/address.ts'
import type { Evidence } from '../../shared/finding.ts'
import type { HostNotes } from '../conduct/host-notes.ts'
import type { Member } from '../membership/member.ts'
import { HOSTS_LISTED, hostKey, hostName } from './host-name.ts'
import { NOBODY, NOTHING, type Observation, type SegmentFacts, type SegmentRule } from './rule.ts'

/** Missed queries in a row that make it critical; one that has answered once gets one more. */
const CRITICAL = 2
/** Memberships that are looked at for the one that ends first. */
const LOOKED_AT = 64

/**
 * A host that joins and does not answer: its streams stop one group membership interval after each join. Who may be held
 * back by the answers of others, or has just joined, is not among the deaf (RFC 2236 s3; see `Answers`).
 */
export const deafHost: SegmentRule = {
  code: 'deaf-host',

  check: (facts) => (facts.conduct.hosts.answers.deaf.size > 0 ? found(facts) : NOTHING),

  /** It answers: that is all that was wanted. */
  lingers: () => 0,
}

function* found(facts: SegmentFacts): Generator<Observation> {
  const { elected, unnumbered } = facts.table.election
  // Hosts that ignore a querier without an address: `unnumbered-querier` says that.
  if (!elected && unnumbered) return
  const { answers } = facts.conduct.hosts
  let listed = 0
  for (const notes of answers.deaf) {
    if (listed === HOSTS_LISTED) break
    const seen = deaf(notes, facts)
    if (!seen) continue
    listed += 1
    yield seen
  }
  const hosts = answers.deaf.size + answers.deafUncounted - listed
  if (listed === HOSTS_LISTED && hosts > 0) {
    const common = { subject: NOBODY, severity: 'warning', evidence: [] } as const
    yield { ...common, sentence: 'deaf-host-more', values: { hosts }, count: hosts }
  }
}

function deaf(notes: HostNotes, { table }: SegmentFacts): Observation | null {
  const { run, answered, unanswered, spoke, spokeFrame, deaf, isThere } = notes.answers
  if (!deaf) return null
  const spoken: Evidence[] = spoke > 0 ? [{ at: spoke, frame: spokeFrame }] : []
  const seen = {
    subject: { group: null, host: hostKey(notes) },
    severity: run >= CRITICAL + (answered ? 1 : 0) ? 'critical' : 'warning',
    count: run,
    evidence: [...spoken, ...(unanswered?.evidence ?? [])].sort((a, b) => a.at - b.at),
  } as const
  const host = hostName(notes)
  const first = endsFirst(notes.hostIn(table)?.first ?? null)
  if (first) {
    const group = formatAddress(first.group.address)
    const sentence = isThere ? 'deaf-host' : 'deaf-host-first'
    return { ...seen, sentence, values: { host, group, missed: run, endsAt: first.endsAt() } }
  }
  if (!deaf.ended) return null
  const { group, at } = deaf.ended
  const values = { host, group: formatAddress(group), missed: run, endedAt: at }
  if (!isThere) return { ...seen, sentence: 'deaf-host-ended', values }
  return { ...seen, sentence: 'deaf-host-over', values: { ...values, lastsMs: table.gmi } }
}

/** 224.0.0.0/24 is flooded anyway: no stream of it stops. */
function endsFirst(newest: Member | null): Member | null {
  let first: Member | null = null
  let looked = 0
  for (let member = newest; member && looked < LOOKED_AT; member = member.nextOfHost) {
    looked += 1
    if (!member.group.linkLocal && (first === null || member.endsAt() < first.endsAt())) first = member
  }
  return first
}
