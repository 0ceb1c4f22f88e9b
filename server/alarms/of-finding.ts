import type { FindingEvent } from '../findings/event.ts'
import { findingSubject } from '../findings/line.ts'
import type { Names } from '../names/names.ts'
import { keyOf } from '../views/findings.ts'
import type { Alarm } from './alarm.ts'
import { plain } from './plain.ts'

/** Characters of a name or a value: it waits in memory and in a file. */
const MAX_TEXT = 400

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
    segmentName: segment && named(names.segment(segment)),
    group,
    groupName: segment && subject.group !== null ? named(names.group(subject.group, segment)?.text) : null,
    host: host && (host.ip === '0.0.0.0' && host.mac !== null ? host.mac : host.ip),
    hostName: segment && subject.host ? named(names.knownHost(subject.host, segment)?.text) : null,
    sentence: said.sentence,
    values: Object.fromEntries(
      Object.entries(said.values).map(([name, value]) => [
        name,
        typeof value === 'string' ? plain(value, MAX_TEXT) : value,
      ]),
    ),
    openedAt,
    closedAt: event === 'finding-closed' ? at : null,
  }
}

const named = (name: string | null | undefined): string | null => (name ? plain(name, MAX_TEXT) : null)
