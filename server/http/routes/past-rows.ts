import type { Router } from 'express'
import type { Answers } from '../../../shared/api.ts'
import { notice, sentence } from '../../../shared/notice.ts'
import type { PastEvent, PastMembership } from '../../../shared/past-rows.ts'
import type { EpochMs } from '../../../shared/time.ts'
import {
  HistoryError,
  type EventRow,
  type HistoryQuery,
  type HistoryStatus,
  type MembershipRow,
} from '../../history/store.ts'
import { NoSuchPosition, type Position } from '../../views/position.ts'
import { cursorTo, positionAt } from '../cursor.ts'
import { eventsPage, type EventReading, type EventSpot } from '../event-windows.ts'
import { pastEventsOf, pastMembershipsOf, type PastRowsAsked } from '../past-rows-params.ts'
import { HttpProblem } from '../problem.ts'

/** What these routes need of the history. */
export interface RowHistory extends EventReading {
  memberships(query: HistoryQuery): AsyncGenerator<readonly MembershipRow[], void>
  pin(): Promise<string>
  status(): HistoryStatus
}

/** Pages that are being read at a time; further ones are asked to wait. */
const MAX_READING = 8
/** Memberships are passed over to the page that is asked for; who wants more of them takes the file. */
const MAX_PASSED = 100_000

/** Rows of the history as JSON, page by page. */
export function pastRows(router: Router, history: RowHistory | null, now: () => EpochMs): void {
  let reading = 0

  async function read<T>(work: (past: RowHistory) => Promise<T>): Promise<T> {
    if (!history) throw new HttpProblem(503, 'This server keeps no history. Remedy: start it with --data FOLDER.')
    if (reading >= MAX_READING) {
      const busy = notice('lists-busy', { limit: MAX_READING })
      throw new HttpProblem(503, sentence(busy), { notice: busy, retryAfter: 2 })
    }
    reading += 1
    try {
      return await work(history)
    } catch (error) {
      if (error instanceof HistoryError) throw new HttpProblem(503, sentence(error.notice), { notice: error.notice })
      throw error
    } finally {
      reading -= 1
    }
  }

  router.get('/history/events', async (request, response) => {
    const asked = pastEventsOf(request.query)
    const { limit, order, cursor } = asked
    const ordered = { list: 'past-events', sort: order }
    const position = positionAt(ordered, cursor)
    const after = position && eventSpot(position)
    const { rows, next } = await read((past) => {
      const to = now()
      const known = { from: past.status().beginsAt ?? to, to }
      return eventsPage(past, { ...asked, after }, known, () => performance.now())
    })
    const answer: Answers['/history/events'] = {
      limit,
      rows: rows.map(pastEvent),
      next: cursorTo(ordered, next && [next.at, next.sequence]),
    }
    response.json(answer)
  })

  router.get('/history/memberships', async (request, response) => {
    const asked = pastMembershipsOf(request.query)
    const ordered = { list: 'past-memberships', sort: '' }
    const position = positionAt(ordered, asked.cursor)
    const answer = await read(async (past) => {
      const { pin, skip } = position ? pinned(position) : { pin: await past.pin(), skip: 0 }
      const { rows, more } = await membershipsOf(past, { ...asked, pin, skip })
      const next = more ? [pin, skip + rows.length] : null
      return { limit: asked.limit, rows: rows.map(pastMembership), next: cursorTo(ordered, next) }
    })
    response.json(answer satisfies Answers['/history/memberships'])
  })
}

function eventSpot([at, sequence = null]: Position): EventSpot {
  if (typeof at !== 'number' || typeof sequence === 'string') throw new NoSuchPosition()
  return { at, sequence }
}

function pinned([pin, skip]: Position): { pin: string; skip: number } {
  if (typeof pin !== 'string' || typeof skip !== 'number') throw new NoSuchPosition()
  if (skip > MAX_PASSED) {
    throw new HttpProblem(
      400,
      `Pages go as far as ${MAX_PASSED} memberships. Remedy: a filter, a shorter time, or the file export/memberships.jsonl.`,
    )
  }
  return { pin, skip }
}

/** Since the pin the same rows come in the same order, whatever is written meanwhile. */
async function membershipsOf(
  history: RowHistory,
  { from, to, filter, limit, pin, skip }: PastRowsAsked & { pin: string; skip: number },
): Promise<{ rows: MembershipRow[]; more: boolean }> {
  const range = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
  const rows: MembershipRow[] = []
  let passed = 0
  for await (const piece of history.memberships({ filter, ...range, pin })) {
    for (const row of piece) {
      passed += 1
      if (passed <= skip) continue
      if (rows.length === limit) return { rows, more: true }
      rows.push(row)
    }
  }
  return { rows, more: false }
}

const vlansOf = (vlan: string): number[] => (vlan === '' ? [] : vlan.split('.').map(Number))

function pastEvent(row: EventRow): PastEvent {
  const { at, sequence, event, source, segment, segmentName, family, vlan } = row
  const { group, groupName, host, hostName, mac, vendor, version, mode, sources, reason } = row
  const place = { source, segment, segmentName, family, vlans: vlansOf(vlan) }
  return {
    at,
    sequence,
    event,
    ...place,
    group,
    groupName,
    host,
    hostName,
    mac,
    vendor,
    version,
    mode,
    sources,
    reason,
  }
}

function pastMembership(row: MembershipRow): PastMembership {
  const { source, segment, segmentName, family, vlan, group, groupName, host, hostName, mac, vendor } = row
  const { firstJoinAt, lastReportAt, endedAt, endReason, duration, reports, versions, mode, sources, confidence } = row
  return {
    source,
    segment,
    segmentName,
    family,
    vlans: vlansOf(vlan),
    group,
    groupName,
    host,
    hostName,
    mac,
    vendor,
    firstJoinAt,
    lastReportAt,
    endedAt,
    endReason,
    duration,
    reports,
    versions,
    mode,
    sources,
    confidence,
  }
}
