import type { EventRow, FindingTold, MemberBefore } from '../../shared/events.ts'
import type { Mac } from '../../shared/address.ts'
import type { FindingEvent } from '../findings/event.ts'
import { rowKey } from '../findings/key.ts'
import { findingLine } from '../findings/line.ts'
import type { TableEvent } from '../membership/event.ts'
import type { FedEvent } from './feed-access.ts'
import { keyOf } from './findings.ts'
import { namedEvent } from './names.ts'
import type { Scene } from './scene.ts'

/** An event as a page shows it. */
export function eventRow(scene: Scene, { event, tap }: FedEvent, number: number): EventRow {
  const row = { key: `${tap}#${number}`, source: tap, at: event.at }
  if (event.event === 'gap') return { ...row, told: { ...event }, vendor: null, before: null }
  if ('finding' in event) {
    const host = event.finding.subject.host
    return { ...row, told: findingTold(scene, event, tap), vendor: scene.vendor(host?.mac ?? null), before: null }
  }
  return {
    ...row,
    told: namedEvent(scene.subject.names, event),
    vendor: scene.vendor(macOf(event)),
    before: beforeOf(event),
  }
}

const macOf = (event: TableEvent): Mac | null =>
  'host' in event ? event.host.mac : 'querier' in event ? event.querier.mac : null

function beforeOf(event: TableEvent): MemberBefore | null {
  if (!('before' in event) || event.before === null) return null
  const { since, lastReportAt, reports, state } = event.before
  return { since, lastReportAt, reports, state }
}

function findingTold({ subject: { names } }: Scene, event: FindingEvent, tap: string): FindingTold {
  const { finding } = event
  const { segment, subject, openedAt } = finding
  return {
    ...findingLine(event),
    phrase: event.said.sentence,
    findingKey: rowKey(keyOf(finding, tap), openedAt),
    groupName: segment && subject.group !== null ? names.group(subject.group, segment) : null,
    hostName: segment && subject.host ? names.host(subject.host, segment) : null,
  }
}
