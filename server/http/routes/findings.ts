import type { Router } from 'express'
import type { Acknowledgement, FindingRow } from '../../../shared/finding.ts'
import type { Answers } from '../../../shared/api.ts'
import type { Notice } from '../../../shared/notice.ts'
import { DAY, type EpochMs } from '../../../shared/time.ts'
import { nameOf } from '../../access/who.ts'
import { subjectOf } from '../../findings/key.ts'
import type { FindingsQuery, PastFinding } from '../../history/store.ts'
import type { Names } from '../../names/names.ts'
import type { FindingDesk } from '../../views/desk.ts'
import { asksState } from '../../views/finding-access.ts'
import { inWords } from '../../views/finding-words.ts'
import { findingAt, findingsPage } from '../../views/findings.ts'
import type { Position } from '../../views/position.ts'
import type { Subject } from '../../views/subject.ts'
import { ACKNOWLEDGE_BODY, FINDING_BODY_LIMIT, SILENCE_BODY } from '../finding-bodies.ts'
import { cursorTo, positionAt } from '../cursor.ts'
import type { Guard } from '../guard.ts'
import { checkedBody, jsonBody, mustBeDone } from '../json-body.ts'
import { findingsOf, type FindingParameters } from '../params.ts'
import { pastFindingsPage } from '../past-findings.ts'
import { pastRow } from '../past-row.ts'
import { HttpProblem } from '../problem.ts'
import type { Replies } from '../replies.ts'

/** Where people sign for findings. Each answers why it cannot be kept, or null. */
export interface WritableDesk extends FindingDesk {
  /** `note`: null takes it back. `open`: the finding is. `by`: who says so; null: nobody was asked. */
  acknowledge(row: string, note: string | null, open: boolean, by: string | null): Notice | null
  /** `until`: null takes it back. */
  silence(subject: string, until: EpochMs | null): Notice | null
  notes(): Readonly<Record<string, Acknowledgement>>
}

/** What these routes need of the history. */
export interface PastFindings {
  findings(query: FindingsQuery): Promise<{ rows: readonly PastFinding[]; matching: number }>
}

interface FindingRoutes {
  subject: Subject
  history: PastFindings | null
  desk: WritableDesk
  replies: Replies
  guard: Guard
  now: () => EpochMs
}

/** The longest silence. */
const MAX_SILENCE = 366 * DAY

export function findings(router: Router, { subject, history, desk, replies, guard, now }: FindingRoutes): void {
  router.get('/findings', async (request, response) => {
    const asked = findingsOf(request.query)
    const { offset, limit } = asked
    const isPast = asked.from !== undefined || asked.to !== undefined
    const ordered = { list: 'findings', sort: isPast ? 'past' : '' }
    const after = positionAt(ordered, asked.cursor)
    if (asked.at !== undefined) {
      const { at, code, severity, segment, state, filter } = asked
      const question = { of: '/findings' as const, code, severity, segment, state, filter, offset, limit, after }
      const { reply, next } = await replies.to(question, at)
      response.json({ ...reply, next: cursorTo(ordered, next) } satisfies Answers['/findings'])
      return
    }
    const placed = findingsPage(subject, { ...asked, after: isPast ? null : after })
    const live = placed.page
    const { open, alarms, refused } = live.head
    const past = isPast ? await pastOf(history, { desk, names: subject.names }, asked, after) : null
    const { rows, matching, total } = past ?? { rows: live.rows, ...live.head }
    const answers = rows.map(inWords)
    response.json({
      total,
      matching,
      offset,
      limit,
      rows: answers,
      next: cursorTo(ordered, past ? past.next : placed.next),
      open,
      alarms,
      refused,
    } satisfies Answers['/findings'])
  })
  router.post('/findings/acknowledge', ...jsonBody(FINDING_BODY_LIMIT), (request, response) => {
    const { key: row, note } = checkedBody(ACKNOWLEDGE_BODY, request, 'key and note')
    const found = findingAt(subject, row)
    if (!found && !(note === null && desk.acknowledged(row))) throw noSuch(row)
    const by = nameOf(guard.whoOf(request))
    mustBeDone(desk.acknowledge(row, note === null ? null : note.trim(), found?.closedAt === null, by))
    response.status(204).end()
  })
  router.post('/findings/silence', ...jsonBody(FINDING_BODY_LIMIT), (request, response) => {
    const asked = checkedBody(SILENCE_BODY, request, 'key, and until or forMs')
    const until = 'forMs' in asked ? now() + asked.forMs : asked.until
    if (until !== null && until <= now()) throw new HttpProblem(400, 'until: it must be in the future.')
    if (until !== null && until > now() + MAX_SILENCE) throw new HttpProblem(400, 'A silence lasts a year at most.')
    const about = subjectOf(asked.key)
    if (about === null) throw noSuch(asked.key)
    const isKnown = findingAt(subject, asked.key) !== null || (until === null && desk.silencedUntil(about) !== null)
    if (!isKnown) throw noSuch(asked.key)
    mustBeDone(desk.silence(about, until))
    response.status(204).end()
  })
}

const noSuch = (row: string): HttpProblem => new HttpProblem(404, `There is no finding ${row.slice(0, 200)}.`)

async function pastOf(
  history: PastFindings | null,
  { desk, names }: { desk: FindingDesk; names: Names },
  { from, to, code, severity, segment, state, filter, offset, limit }: FindingParameters,
  after: Position | null,
): Promise<{ rows: FindingRow[]; matching: number; total: number; next: Position | null }> {
  if (!history) throw new HttpProblem(503, 'This server keeps no history. Remedy: start it with --data FOLDER.')
  const query: FindingsQuery = {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(code === undefined ? {} : { code }),
    ...(severity === undefined ? {} : { severity }),
    ...(segment === undefined ? {} : { segment }),
    // Open ones when nothing is said, as of what is live.
    state: state ?? (asksState(filter) ? 'all' : 'open'),
    filter,
    offset,
    limit,
  }
  const { rows, matching, next } = await pastFindingsPage(history, query, after)
  return { rows: rows.map((row) => pastRow(row, desk, names)), matching, total: matching, next }
}
