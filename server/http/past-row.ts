import { parseAddress, parseMac } from '../../shared/address.ts'
import type { FindingRow } from '../../shared/finding.ts'
import { subjectOf } from '../findings/key.ts'
import { rowKeyOf, type PastFinding } from '../history/store.ts'
import type { Names } from '../names/names.ts'
import type { FindingDesk } from '../views/desk.ts'

/** A finding of the history as the live ones are shown. */
export function pastRow(past: PastFinding, desk: FindingDesk, names: Names): FindingRow {
  const key = rowKeyOf(past)
  const { code, severity, source, family, sentence, values, openedAt, lastAt, closedAt, count, evidence } = past
  return {
    key,
    code,
    severity,
    source,
    segment: past.ofTap ? null : past.segment,
    family,
    vlans: vlansOf(past),
    subject: { group: past.group, host: past.host === null ? null : { ip: past.host, mac: past.mac } },
    ...namesOf(past, names),
    sentence,
    values,
    openedAt,
    lastAt,
    closedAt,
    count,
    evidence,
    acknowledged: desk.acknowledged(key),
    silencedUntil: desk.silencedUntil(subjectOf(key) ?? ''),
  }
}

const vlansOf = ({ vlan }: PastFinding): number[] => (vlan === '' ? [] : vlan.split('.').map(Number))

/** As they are called today. */
function namesOf(past: PastFinding, names: Names): Pick<FindingRow, 'groupName' | 'hostName'> {
  if (past.ofTap) return { groupName: null, hostName: null }
  const segment = { name: past.segment, vlans: vlansOf(past) }
  const group = past.group === null ? null : parseAddress(past.group)
  const ip = past.host === null ? null : parseAddress(past.host)
  const mac = past.mac === null ? null : parseMac(past.mac)
  return {
    groupName: group === null ? null : names.group(group, segment),
    hostName: ip === null ? null : names.host({ ip, mac }, segment),
  }
}
