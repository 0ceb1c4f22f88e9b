import { formatAddress } from '../../shared/address.ts'
import type { FindingEventLine, FindingSubject } from '../../shared/finding.ts'
import { findingSentence } from '../../shared/finding-text.ts'
import { hostId } from '../membership/line.ts'
import type { FindingEvent } from './event.ts'
import type { Subject } from './rule.ts'

export const findingSubject = ({ group, host }: Subject): FindingSubject => ({
  group: group === null ? null : formatAddress(group),
  host: host && hostId(host),
})

/** A finding's event as `rollcall replay` prints it. */
export function findingLine({ event, at, finding, severity, said }: FindingEvent): FindingEventLine {
  const { code, segment, openedAt } = finding
  const { lastAt, count, evidence, sentence, values } = said
  return {
    event,
    at,
    code,
    severity,
    segment: segment?.name ?? null,
    family: segment?.family ?? null,
    vlans: segment?.vlans ?? [],
    ...findingSubject(finding.subject),
    openedAt,
    lastAt,
    count,
    evidence,
    sentence: findingSentence(sentence, values),
    values,
  }
}
