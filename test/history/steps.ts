import { ipv4, mac } from '../../shared/address.ts'
import type { EpochMs } from '../../shared/time.ts'
import type { Segment } from '../../server/decode/segment.ts'
import type { MemberEvent, MemberRecord, TableEvent } from '../../server/membership/event.ts'
import { emptyTally } from '../../server/membership/segment-table.ts'
import type { MinuteCounts, Step } from '../../server/membership/step.ts'

/** Steps as the table makes them, for tests that need no wire. */

export const BASE: EpochMs = Date.UTC(2026, 2, 1, 12)
export const segment: Segment = { family: 'ipv4', name: 'tap/10', vlans: [10] }

export const stepOf = (...events: TableEvent[]): Step => ({ events, queries: [], minutes: [] })
export const NOTHING: Step = { events: [], queries: [], minutes: [] }

interface Member {
  host: number
  group?: number
  at: EpochMs
}
const base = ({ host, group = 1, at }: Member) => ({
  at,
  segment,
  group: ipv4(0xef010100 + group),
  host: { ip: ipv4(0x0a000000 + host), mac: mac(0x02_00_00_00_00_00 + host) },
  version: 3 as const,
  frame: 1,
})

export const joined = (member: Member): MemberEvent => ({
  ...base(member),
  event: 'joined',
  mode: 'EXCLUDE',
  sources: [],
  before: null,
})

/** `since`: when the membership began; `heard`: its last report. */
export const ended = (
  event: 'left' | 'expired' | 'evicted',
  member: Member & { since: EpochMs; heard?: EpochMs; reports?: number },
): MemberEvent => ({ ...base(member), event, mode: 'EXCLUDE', sources: [], before: record(member) })

export const changed = (
  member: Member & { since: EpochMs; heard?: EpochMs; reports?: number },
  sources: readonly number[],
  wasSources: readonly number[] = [],
): MemberEvent => ({
  ...base(member),
  event: 'changed',
  mode: 'INCLUDE',
  sources: sources.map(ipv4),
  before: {
    ...record(member),
    mode: wasSources.length > 0 ? 'INCLUDE' : 'EXCLUDE',
    sources: wasSources.map(ipv4),
  },
})

const record = ({ since, heard, reports }: { since: EpochMs; heard?: EpochMs; reports?: number }): MemberRecord => ({
  since,
  lastReportAt: heard ?? since,
  reports: reports ?? 1,
  versions: 4,
  state: 'confirmed',
  mode: 'EXCLUDE',
  sources: [],
})

export const minute = (at: EpochMs, counts: Partial<MinuteCounts> = {}): MinuteCounts => ({
  at,
  segment,
  groups: 0,
  hosts: 0,
  memberships: 0,
  ...emptyTally(),
  ...counts,
})
