import type { FindingRow } from '../../shared/finding.ts'
import { MINUTE, SECOND } from '../../shared/time.ts'
import { NOW } from './segment.ts'

/** Two queriers on VLAN 10 since ten minutes; `over` makes it anything else. */
export const finding = (over: Partial<FindingRow> = {}): FindingRow => ({
  key: 'eth1/10|two-queriers|1',
  code: 'two-queriers',
  severity: 'critical',
  source: 'eth1',
  segment: 'eth1/10',
  family: 'ipv4',
  vlans: [10],
  subject: { group: null, host: { ip: '10.0.0.9', mac: '02:00:00:00:00:09' } },
  groupName: null,
  hostName: null,
  sentence: 'two-queriers',
  values: { loser: '10.0.0.9', querier: '10.0.0.1', lostAt: NOW - 10 * MINUTE },
  openedAt: NOW - 10 * MINUTE,
  lastAt: NOW - SECOND,
  closedAt: null,
  count: 5,
  evidence: [{ at: NOW - 10 * MINUTE, frame: 93 }],
  acknowledged: null,
  silencedUntil: null,
  ...over,
})
