import type { FindingRow } from '../../shared/finding.ts'
import { subjectOf } from '../findings/key.ts'
import { rowKeyOf, type PastFinding } from '../history/store.ts'
import type { FindingDesk } from '../views/desk.ts'

/** A finding of the history as the live ones are shown. */
export function pastRow(past: PastFinding, desk: FindingDesk): FindingRow {
  const key = rowKeyOf(past)
  const { code, severity, source, family, sentence, values, openedAt, lastAt, closedAt, count, evidence } = past
  return {
    key,
    code,
    severity,
    source,
    segment: past.ofTap ? null : past.segment,
    family,
    vlans: past.vlan === '' ? [] : past.vlan.split('.').map(Number),
    subject: { group: past.group, host: past.host === null ? null : { ip: past.host, mac: past.mac } },
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
