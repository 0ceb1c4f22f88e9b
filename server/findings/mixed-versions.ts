import type { Evidence } from '../../shared/finding.ts'
import { hostName } from './host-name.ts'
import { protocolName } from './protocol-name.ts'
import { NOBODY, NOTHING, type Observation, type SegmentFacts, type SegmentRule } from './rule.ts'

/** The oldest version that is spoken holds the others back (RFC 3376 s7). */
export const mixedVersions: SegmentRule = {
  code: 'mixed-versions',
  check(facts: SegmentFacts): readonly Observation[] {
    const [querier, hosts] = [olderQuerier(facts), olderHosts(facts)]
    if (!querier && !hosts) return NOTHING
    return [querier, hosts].filter((seen) => seen !== null)
  },
  lingers: () => 0,
}

/** Queries of two versions (RFC 3376 s7.2.1): each host speaks the older one until it has not been asked in it for long. */
function olderQuerier({ at, table, conduct }: SegmentFacts): Observation | null {
  const { versions } = conduct.queriers
  const lasts = table.election.timing.olderQuerierPresent
  const older = versions.oldestAsked(at, lasts)
  if (!older?.by) return null
  const newer = versions.newestAsked(at, lasts)
  if (!newer?.by || newer === older) return null
  const { family } = table.segment
  const names = {
    older: hostName(older.by),
    olderVersion: protocolName(family, older.version),
    newerVersion: protocolName(family, newer.version),
    untilAt: older.queries.lastAt + lasts,
  }
  return {
    subject: { group: null, host: older.by },
    // A querier that was set to a newer version is understood when the time is over.
    severity: older.fellBack ? 'warning' : 'information',
    ...(older.by.ip === newer.by.ip && older.by.mac === newer.by.mac
      ? { sentence: 'mixed-versions-one-querier', values: names }
      : { sentence: 'mixed-versions', values: { ...names, newer: hostName(newer.by) } }),
    count: older.queries.count,
    evidence: inOrder([...older.queries.evidence, ...newer.queries.evidence.slice(-1)]),
  }
}

/** Reports of an older version than is asked for (RFC 3376 s7.3.2). */
function olderHosts({ at, table, conduct }: SegmentFacts): Observation | null {
  const { versions } = conduct.queriers
  const { timing, elected, unnumbered } = table.election
  const lasts = timing.olderHostPresent
  const { 1: first, 2: second } = versions.reports
  if (first.lastAt + lasts <= at && second.lastAt + lasts <= at) return null
  const asked = (elected ?? unnumbered)?.version ?? 1
  const newerThanFirst = asked > 1 || second.lastAt + lasts > at || versions.newReportAt + lasts > at
  const firstHeld = first.lastAt + lasts > at && newerThanFirst
  // Hosts that were asked in version 2 of late must speak it.
  const forced = versions.oldestAsked(at, timing.olderQuerierPresent) !== null
  if (!firstHeld && (asked < 3 || forced || second.lastAt + lasts <= at)) return null
  const older = firstHeld ? first : second
  const { family } = table.segment
  const values = {
    host: hostName(older),
    olderVersion: protocolName(family, firstHeld ? 1 : 2),
    untilAt: older.lastAt + lasts,
  }
  return {
    subject: NOBODY,
    ...(firstHeld
      ? { severity: 'warning', sentence: 'mixed-versions-first', values }
      : {
          severity: 'information',
          sentence: 'mixed-versions-hosts',
          values: { ...values, newerVersion: protocolName(family, 3) },
        }),
    count: older.count,
    evidence:
      older.count === 1
        ? [{ at: older.firstAt, frame: older.firstFrame }]
        : [
            { at: older.firstAt, frame: older.firstFrame },
            { at: older.lastAt, frame: older.lastFrame },
          ],
  }
}

const inOrder = (evidence: Evidence[]): Evidence[] => evidence.sort((a, b) => a.at - b.at)
