import type { FindingEvent } from '../findings/event.ts'
import { findingSubject } from '../findings/line.ts'
import type { Names } from '../names/names.ts'
import { keyOf } from '../views/findings.ts'
import type { Alarm } from './alarm.ts'

/** A finding as it is told outside, with the names that things have at this moment. */
export function alarmOf({ event, at, finding, severity, said }: FindingEvent, source: string, names: Names): Alarm {
  const { code, segment, subject, openedAt } = finding
  const { group, host } = findingSubject(subject)
  return {
    subject: keyOf(finding, source),
    code,
    severity,
    source,
    segment: segment?.name ?? null,
    segmentName: segment && names.segment(segment),
    group,
    groupName: (segment && subject.group !== null && names.group(subject.group, segment)?.text) || null,
    host: host && (host.ip === '0.0.0.0' && host.mac !== null ? host.mac : host.ip),
    hostName: (segment && subject.host && names.knownHost(subject.host, segment)?.text) || null,
    sentence: said.sentence,
    values: said.values,
    openedAt,
    closedAt: event === 'finding-closed' ? at : null,
  }
}
