import { pipeline } from 'node:stream/promises'
import { Readable } from 'node:stream'
import type { Router } from 'express'
import type { AuditAnswer, AuditRow } from '../../../shared/access.ts'
import type { Answers } from '../../../shared/api.ts'
import { cellText } from '../../history/exports/csv.ts'
import { auditOf } from '../audit-params.ts'
import { HttpProblem } from '../problem.ts'

/** What was written down, the newest first. */
export interface AuditReader {
  page(limit: number, before: number | null): AuditAnswer
  rows(): Iterable<AuditRow>
}

const COLUMNS = ['id', 'time', 'action', 'who', 'role', 'address', 'subject', 'done'] as const

export function audit(router: Router, book: AuditReader | null): void {
  router.get('/audit', (request, response) => {
    const { before = null, limit } = auditOf(request.query)
    response.json(open(book).page(limit, before) satisfies Answers['/audit'])
  })
  router.get('/audit.csv', async (_request, response) => {
    const rows = open(book).rows()
    response.type('text/csv').set('content-disposition', 'attachment; filename="audit.csv"')
    await pipeline(Readable.from(linesOf(rows)), response)
  })
}

const cell = cellText(',')
const line = (cells: readonly (string | number | null)[]): string => `${cells.map(cell).join(',')}\r\n`

function* linesOf(rows: Iterable<AuditRow>): Generator<string> {
  yield line(COLUMNS)
  for (const { id, at, action, who, role, address, subject, done } of rows) {
    yield line([id, new Date(at).toISOString(), action, who, role, address, subject, String(done)])
  }
}

function open(book: AuditReader | null): AuditReader {
  if (book) return book
  throw new HttpProblem(503, 'This server writes nothing down. Remedy: start it with --data FOLDER.')
}
