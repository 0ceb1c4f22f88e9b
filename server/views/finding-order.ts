import { SEVERITIES, type Severity } from '../../shared/finding.ts'
import type { Finding } from '../findings/finding.ts'
import { rowKey, subjectKey } from '../findings/key.ts'
import { findingSubject } from '../findings/line.ts'
import type { Found } from './finding-access.ts'
import { NoSuchPosition, type Position } from './position.ts'

/* In which order findings are shown: of any two it is told, so that a page begins where another one ended. */

export const keyOf = ({ code, segment, subject }: Finding, source: string): string =>
  subjectKey({
    source,
    segment: segment?.name ?? null,
    family: segment?.family ?? null,
    code,
    ...findingSubject(subject),
  })

/** Of its row. */
export const keyOfRow = ({ finding, source }: Found): string => rowKey(keyOf(finding, source), finding.openedAt)

type Order = Pick<Finding, 'closedAt' | 'openedAt' | 'severity'>

const badness = (severity: Severity): number => SEVERITIES.indexOf(severity)

/** Open ones first, the worst first, then the newest; of closed ones those that closed last. */
function compareOrder(a: Order, b: Order): number {
  if (a.closedAt !== null && b.closedAt !== null) return b.closedAt - a.closedAt || b.openedAt - a.openedAt
  if (a.closedAt !== null || b.closedAt !== null) return a.closedAt === null ? -1 : 1
  return badness(b.severity) - badness(a.severity) || b.openedAt - a.openedAt
}

const compareKeys = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

export const compareFound = (a: Found, b: Found): number =>
  compareOrder(a.finding, b.finding) || compareKeys(keyOfRow(a), keyOfRow(b))

export function findingPosition(found: Found): Position {
  const { closedAt, openedAt, severity } = found.finding
  return [closedAt, openedAt, severity, keyOfRow(found)]
}

/** What is shown after a position. Throws NoSuchPosition. */
export function isBehind([closedAt = null, openedAt, name, key]: Position): (found: Found) => boolean {
  const severity = SEVERITIES.find((known) => known === name)
  if (typeof closedAt === 'string' || typeof openedAt !== 'number' || !severity || typeof key !== 'string') {
    throw new NoSuchPosition()
  }
  const end: Order = { closedAt, openedAt, severity }
  return (found) => (compareOrder(end, found.finding) || compareKeys(key, keyOfRow(found))) < 0
}
