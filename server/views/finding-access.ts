import { formatAddress, formatMac } from '../../shared/address.ts'
import { FINDING_SENTENCES, FINDING_TITLES, findingSentence } from '../../shared/finding-text.ts'
import { parseFilter, type FieldAccess } from '../../shared/filter.ts'
import type { EpochMs } from '../../shared/time.ts'
import type { Finding } from '../findings/finding.ts'
import type { Subject } from './subject.ts'

/** A finding with the source whose tap it was found on, and the clock of that tap. */
export interface Found {
  readonly finding: Finding
  readonly source: string
  readonly at: EpochMs
}

/** A filter with `state:open` or `state:closed` says itself which; else those that are open are meant. */
export const asksState = (filter: string): boolean =>
  parseFilter(filter).filter?.terms.some(
    (term) => term.field === 'state' && term.any.some((state) => state === 'open' || state === 'closed'),
  ) ?? false

/**
 * The fields are those of the export. `state:` is open or closed, or how bad it is; `age:` how long it lasts or lasted.
 * One about a tap is in no segment.
 */
export function findingAccess({ names }: Pick<Subject, 'names'>): FieldAccess<Found> {
  return {
    code: ({ finding }, is) => is(finding.code),
    severity: ({ finding }, is) => is(finding.severity),
    state: ({ finding: { closedAt, severity } }, is) =>
      is(closedAt === null ? 'open' : 'closed') || (severity !== 'information' && is(severity)),
    vlan: ({ finding: { segment } }, is) => segment !== null && is(segment.vlans),
    segment: ({ finding: { segment } }, is) => {
      if (segment === null) return false
      const called = names.segment(segment)
      return is(segment.name) || (called !== null && is(called))
    },
    name: ({ finding }, is) => namesOf(finding, names).some(is),
    tap: ({ source }, is) => is(source),
    group: ({ finding: { subject } }, is) => subject.group !== null && is(subject.group),
    host: ({ finding: { subject } }, is) => subject.host !== null && is(subject.host.ip),
    mac: ({ finding: { subject } }, is) => subject.host !== null && subject.host.mac !== null && is(subject.host.mac),
    age: ({ finding: { closedAt, openedAt }, at }, is) => is((closedAt ?? at) - openedAt),
    text: ({ finding, source }, is) => textsOf(finding, names).some(is) || is(source),
  }
}

/** A finding about the tap itself has nothing that a name could be on. */
function namesOf({ segment, subject: { group, host } }: Finding, names: Subject['names']): string[] {
  if (segment === null) return []
  return [
    names.segment(segment),
    group === null ? null : names.group(group, segment)?.text,
    host === null ? null : names.knownHost(host, segment)?.text,
  ].filter((text) => typeof text === 'string')
}

function textsOf(finding: Finding, names: Subject['names']): string[] {
  const { code, segment, sentence, values } = finding
  const { group, host } = finding.subject
  const addresses = [
    group === null ? null : formatAddress(group),
    host === null ? null : formatAddress(host.ip),
    host === null || host.mac === null ? null : formatMac(host.mac),
  ]
  const said = Object.hasOwn(FINDING_SENTENCES, sentence) ? findingSentence(sentence, values) : sentence
  return [code, FINDING_TITLES[code], said, segment?.name, ...namesOf(finding, names), ...addresses].filter(
    (text) => typeof text === 'string',
  )
}
