import { type FindingRow, type FindingState, type SeverityCounts } from '../../shared/finding.ts'
import { MAX_CRITICAL_KEYS } from '../../shared/live.ts'
import type { FindingsRequest, ViewState } from '../../shared/live.ts'
import type { FindingsHead, OverviewHead } from '../../shared/view-heads.ts'
import type { SegmentRow } from '../../shared/segment.ts'
import type { Segment } from '../decode/segment.ts'
import type { Finding } from '../findings/finding.ts'
import { rowKey } from '../findings/key.ts'
import { findingSubject } from '../findings/line.ts'
import type { Names } from '../names/names.ts'
import type { FindingDesk } from './desk.ts'
import { asksState, findingAccess, type Found } from './finding-access.ts'
import { compareFound, findingPosition, isBehind, keyOf, keyOfRow } from './finding-order.ts'
import { matcher } from './list.ts'
import type { Placed, Position } from './position.ts'
import type { Subject } from './subject.ts'

export type { Found } from './finding-access.ts'
export { keyOf } from './finding-order.ts'

export function findingsView(subject: Subject, request: FindingsRequest): ViewState<'findings'> {
  const { head, matching } = findingsOf(subject, request)
  return { head, rows: matching.slice(0, request.limit).map((found) => findingRow(found, subject)) }
}

/** The same from `offset` on. */
export function findingsPage(
  subject: Subject,
  request: FindingsRequest & { offset: number; after?: Position | null },
): Placed<{ head: FindingsHead; rows: FindingRow[] }> {
  const { head, matching } = findingsOf(subject, request)
  const { offset, limit, after = null } = request
  const rest = after ? matching.filter(isBehind(after)) : matching
  const begin = after ? 0 : offset
  const page = rest.slice(begin, begin + limit)
  const end = begin + limit < rest.length ? page.at(-1) : undefined
  return {
    page: { head, rows: page.map((found) => findingRow(found, subject)) },
    next: end ? findingPosition(end) : null,
  }
}

/** By the key of its row; null when there is none (any more). */
export function findingAt(subject: Subject, key: string): FindingRow | null {
  for (const found of allOf(subject)) {
    if (keyOfRow(found) === key) return findingRow(found, subject)
  }
  return null
}

/** What the wall says of those that are `wanted`: only what is an alarm. */
export function findingsHead(subject: Subject, wanted: (found: Found) => boolean): OverviewHead['findings'] {
  const { desk } = subject
  const alarms = none()
  let worst: Found | null = null
  for (const found of openOnes(subject)) {
    if (!wanted(found) || isQuiet(found, desk)) continue
    const { severity } = found.finding
    alarms[severity] += 1
    if (severity !== 'information' && (worst === null || compareFound(found, worst) < 0)) worst = found
  }
  return { ...alarms, worst: worst && findingRow(worst, subject) }
}

/** Of those that are `wanted`, the critical alarms by the keys of their rows, the newest first. */
export function criticalKeys(subject: Subject, wanted: (found: Found) => boolean): string[] {
  const critical: Found[] = []
  for (const found of openOnes(subject)) {
    if (found.finding.severity === 'critical' && wanted(found) && !isQuiet(found, subject.desk)) critical.push(found)
  }
  return critical
    .sort((a, b) => b.finding.openedAt - a.finding.openedAt)
    .slice(0, MAX_CRITICAL_KEYS)
    .map(({ finding, source }) => rowKey(keyOf(finding, source), finding.openedAt))
}

/** Alarms by segment; those about a tap itself are in none. */
export function alarmsBySegment(subject: Subject): ReadonlyMap<Segment, SegmentRow['alarms']> {
  const alarms = new Map<Segment, { critical: number; warning: number }>()
  for (const found of openOnes(subject)) {
    const { segment, severity } = found.finding
    if (segment === null || severity === 'information' || isQuiet(found, subject.desk)) continue
    let counts = alarms.get(segment)
    if (!counts) alarms.set(segment, (counts = { critical: 0, warning: 0 }))
    counts[severity] += 1
  }
  return alarms
}

function findingsOf(subject: Subject, request: FindingsRequest): { head: FindingsHead; matching: Found[] } {
  const { desk } = subject
  const { matches, error } = matcher(request.filter ?? '', findingAccess(subject))
  const state = request.state ?? (asksState(request.filter ?? '') ? 'all' : 'open')
  const open = none()
  const alarms = none()
  const matching: Found[] = []
  let total = 0
  for (const found of allOf(subject)) {
    const { severity, closedAt } = found.finding
    total += 1
    if (closedAt === null) {
      open[severity] += 1
      if (!isQuiet(found, desk)) alarms[severity] += 1
    }
    if (isAsked(found, request, state) && matches(found)) matching.push(found)
  }
  const refused = subject.taps.reduce((sum, { watch }) => sum + watch.book.refused, 0)
  return {
    head: { open, alarms, matching: matching.length, total, refused, filterError: error },
    matching: matching.sort(compareFound),
  }
}

const none = (): Record<keyof SeverityCounts, number> => ({ information: 0, warning: 0, critical: 0 })

function* allOf({ taps }: Subject): Generator<Found> {
  for (const { name, table, watch } of taps) {
    for (const finding of watch.book) yield { finding, source: name, at: table.clock }
  }
}
function* openOnes({ taps }: Subject): Generator<Found> {
  for (const { name, table, watch } of taps) {
    for (const finding of watch.book.open()) yield { finding, source: name, at: table.clock }
  }
}

function isAsked({ finding }: Found, { severity, code, segment }: FindingsRequest, state: FindingState): boolean {
  return (
    isIn(state, finding) &&
    (severity === undefined || finding.severity === severity) &&
    (code === undefined || finding.code === code) &&
    (segment === undefined || finding.segment?.name === segment)
  )
}

function isIn(state: FindingState, { closedAt }: Finding): boolean {
  switch (state) {
    case 'open':
      return closedAt === null
    case 'closed':
      return closedAt !== null
    case 'all':
      return true
  }
}

/** Acknowledged or silenced: it is shown, and no alarm. */
function isQuiet({ finding, source }: Found, desk: FindingDesk): boolean {
  const subject = keyOf(finding, source)
  return desk.silencedUntil(subject) !== null || desk.acknowledged(rowKey(subject, finding.openedAt)) !== null
}

function findingRow({ finding, source }: Found, { desk, names }: Subject): FindingRow {
  const { code, severity, segment, sentence, values, openedAt, lastAt, closedAt, count, evidence } = finding
  const subject = keyOf(finding, source)
  const key = rowKey(subject, openedAt)
  return {
    key,
    code,
    severity,
    source,
    segment: segment?.name ?? null,
    family: segment?.family ?? null,
    vlans: segment?.vlans ?? [],
    subject: findingSubject(finding.subject),
    ...namesOf(names, finding),
    sentence,
    values,
    openedAt,
    lastAt,
    closedAt,
    count,
    evidence,
    acknowledged: desk.acknowledged(key),
    silencedUntil: desk.silencedUntil(subject),
  }
}

/** A finding about the tap itself has nothing that a name could be on. */
function namesOf(
  names: Names,
  { segment, subject: { group, host } }: Finding,
): Pick<FindingRow, 'groupName' | 'hostName'> {
  if (segment === null) return { groupName: null, hostName: null }
  return {
    groupName: group === null ? null : names.group(group, segment),
    hostName: host && names.host(host, segment),
  }
}
