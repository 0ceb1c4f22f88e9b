import {
  ALL_HOSTS,
  ALL_MLD2_ROUTERS,
  ALL_NODES,
  ALL_ROUTERS,
  ALL_ROUTERS_V6,
  ALL_V3_ROUTERS,
  mac,
  parseAddress,
  parseMac,
  type Address,
  type Mac,
} from '../../shared/address.ts'
import { IGMP_TYPE, type IgmpVersion, type RecordType } from '../../shared/igmp.ts'
import type { EpochMs } from '../../shared/time.ts'
import type { Message } from '../decode/message.ts'
import type { Segment } from '../decode/segment.ts'
import type { MembershipRow, PastQuery } from '../history/store.ts'

/* What was said on the wire, as far as the history tells: sound messages with what their headers must have. */

/** One interval of a membership, in the terms of the decoder. */
export interface Interval {
  readonly segment: Segment
  readonly group: Address
  readonly ip: Address
  readonly mac: Mac | null
  /** As IGMP counts it; of several the oldest. */
  readonly version: IgmpVersion
  readonly mode: MembershipRow['mode']
  readonly sources: readonly Address[]
  readonly from: EpochMs
  /** Infinity while it lasts. */
  readonly lastReportAt: EpochMs
  /** When it said goodbye; null when it did not. */
  readonly leftAt: EpochMs | null
  readonly endedAt: EpochMs
}

export function intervalOf(row: MembershipRow, segment: Segment): Interval {
  const lasts = row.endedAt === null
  const versions = row.versions.map((version) => (segment.family === 'ipv4' ? version : version + 1))
  return {
    segment,
    group: parseAddress(row.group)!,
    ip: parseAddress(row.host)!,
    mac: row.mac === null ? null : parseMac(row.mac),
    version: (versions[0] ?? 3) as IgmpVersion,
    mode: row.mode,
    sources: row.sources.map((source) => parseAddress(source)!),
    from: row.firstJoinAt,
    lastReportAt: lasts ? Infinity : (row.lastReportAt ?? row.firstJoinAt),
    leftAt: row.endReason === 'left' ? row.endedAt : null,
    endedAt: row.endedAt ?? Infinity,
  }
}

export function queryMessage(query: PastQuery, segment: Segment): Message {
  const { at, ip, mac: number, group } = query
  const everybody = segment.family === 'ipv4' ? ALL_HOSTS : ALL_NODES
  return {
    ...envelope(segment, at, ip, number === null ? null : mac(number), group ?? everybody, IGMP_TYPE.query),
    kind: 'query',
    version: query.version,
    scope: query.scope,
    group,
    maxResponseMs: query.maxResponseMs,
    // The S flag is not kept: a router that did not mean its timers to be lowered is not known.
    suppress: false,
    robustness: query.robustness,
    queryIntervalMs: query.queryIntervalMs,
    sources: [],
  }
}

/** `begins`: a change of state (RFC 3376 s5.1), else the answer to a query. */
export function reportMessage(interval: Interval, at: EpochMs, begins: boolean): Message {
  const { segment, group, version, mode, sources } = interval
  if (version < 3) {
    const type = version === 1 ? IGMP_TYPE.reportV1 : IGMP_TYPE.reportV2
    return { ...from(interval, at, group, type), kind: 'report', version: version as 1 | 2, group }
  }
  const to = segment.family === 'ipv4' ? ALL_V3_ROUTERS : ALL_MLD2_ROUTERS
  const type: RecordType = mode === 'EXCLUDE' ? (begins ? 'TO_EX' : 'IS_EX') : begins ? 'TO_IN' : 'IS_IN'
  const records = [{ type, group, sources }]
  return { ...from(interval, at, to, IGMP_TYPE.reportV3), kind: 'report', version: 3, group: null, records }
}

export function leaveMessage(interval: Interval, at: EpochMs): Message {
  const { segment, group, version, mode, sources } = interval
  const old = segment.family === 'ipv4'
  if (version < 3) {
    const to = old ? ALL_ROUTERS : ALL_ROUTERS_V6
    return { ...from(interval, at, to, IGMP_TYPE.leaveV2), kind: 'leave', version: 2, group }
  }
  const record =
    mode === 'EXCLUDE' ? { type: 'TO_IN' as const, group, sources: [] } : { type: 'BLOCK' as const, group, sources }
  const to = old ? ALL_V3_ROUTERS : ALL_MLD2_ROUTERS
  return { ...from(interval, at, to, IGMP_TYPE.reportV3), kind: 'report', version: 3, group: null, records: [record] }
}

const from = ({ segment, ip, mac: hardware }: Interval, at: EpochMs, dst: Address, type: number) =>
  envelope(segment, at, ip, hardware, dst, type)

const envelope = (segment: Segment, at: EpochMs, src: Address, hardware: Mac | null, dst: Address, type: number) => ({
  // No frame: it was seen then, and is not kept.
  frame: 0,
  at,
  segment,
  encapsulation: [],
  mac: hardware,
  src,
  dst,
  ttl: 1,
  routerAlert: true,
  type,
  problems: [],
  sampled: false,
  sound: true,
})
