import type { QueryDot, SegmentRow, Timing } from '../../shared/segment.ts'
import { SECOND } from '../../shared/time.ts'

/** The moment of the stories told here: 2025-11-26 00:04:37 UTC. */
export const NOW = Date.UTC(2025, 10, 26, 0, 4, 37)

export const timing = (intervalMs: number): Timing => ({
  robustness: 2,
  queryIntervalMs: intervalMs,
  queryIntervalShownMs: intervalMs,
  queryIntervalOrigin: 'measured',
  maxResponseMs: 10 * SECOND,
  groupMembershipMs: 2 * intervalMs + 10 * SECOND,
  otherQuerierPresentMs: 2 * intervalMs + 5 * SECOND,
  formula: 'rfc3376',
})

const NO_LATENCY = { count: 0, p50Ms: null, p95Ms: null, maxMs: null }

/** A healthy segment, 78 s after its last query; `over` makes it anything else. */
export const segment = (name: string, over: Partial<SegmentRow> = {}): SegmentRow => ({
  key: name,
  segment: name,
  name: null,
  family: 'ipv4',
  source: 'eth1',
  vlans: [],
  state: 'ok',
  condition: 'queried',
  querier: { ip: '10.0.0.1', mac: '02:00:00:00:00:01', version: 2 },
  lastQuerier: null,
  unnumbered: null,
  candidates: [],
  timing: timing(125 * SECOND),
  compatibility: { version: 2, forcedBy: { ip: '10.0.0.1', mac: '02:00:00:00:00:01' }, until: NOW + 182 * SECOND },
  firstSeenAt: NOW - 3_600_000,
  watchedSince: NOW - 3_600_000,
  lastQueryAt: NOW - 78 * SECOND,
  nextQueryAt: NOW + 47 * SECOND,
  nextExpiry: { group: '239.1.1.1', name: null, at: NOW + 200 * SECOND },
  groups: 3,
  hosts: 3,
  memberships: 3,
  presumed: 0,
  unknown: null,
  cadence: [],
  reigns: [],
  stats: { queries: 0, medianMs: null, p95Ms: null, maxMs: null, missed: 0 },
  alarms: { critical: 0, warning: 0 },
  conduct: {
    leaves: { ...NO_LATENCY, unasked: 0, collateral: 0 },
    jitter: NO_LATENCY,
    takeOverMs: null,
    electionMs: null,
    foreignSpecificQueries: 0,
    malformedQueries: 0,
  },
  ...over,
})

export const dot = (secondsAgo: number, over: Partial<QueryDot> = {}): QueryDot => ({
  at: NOW - secondsAgo * SECOND,
  ip: '10.0.0.1',
  gapMs: 125 * SECOND,
  missed: 0,
  elected: true,
  ...over,
})
