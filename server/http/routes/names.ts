import express, { type RequestHandler, type Router } from 'express'
import type { Answers, WriteAnswers } from '../../../shared/api.ts'
import type { ImportReport, NameEntry, NameKind } from '../../../shared/names.ts'
import { notice, sentence, type Notice } from '../../../shared/notice.ts'
import { compareEntries } from '../../names/book.ts'
import { isKind, type WrittenEntry } from '../../names/entry.ts'
import { NoSuchPosition, type Position } from '../../views/position.ts'
import { mustBeUnchanged, tagged } from '../conditional.ts'
import { cursorTo, positionAt } from '../cursor.ts'
import { bodyLimit } from '../body-limit.ts'
import { checkedBody, jsonBody, mustBeDone } from '../json-body.ts'
import {
  importOf,
  NAME,
  NAME_BODY_LIMIT,
  NAME_FILE_LIMIT,
  NAME_FILE_TYPES,
  nameKeyOf,
  nameListOf,
} from '../name-params.ts'
import { noParameters } from '../params.ts'
import { HttpProblem } from '../problem.ts'

/** Where people give names. `why`: it was not done, or is not for long. */
export interface WritableNames {
  /** By kind and subject. */
  entries(): readonly NameEntry[]
  put(written: WrittenEntry): { entry: NameEntry | null; why: Notice | null }
  /** As it is kept; null when there is none. */
  find(key: Omit<NameEntry, 'name'>): NameEntry | null
  remove(key: Omit<NameEntry, 'name'>): Notice | null
  /** CSV or M3U; with `preview` nothing is changed. */
  import(
    octets: Uint8Array,
    kind: NameKind | null,
    preview: boolean,
  ): { report: ImportReport | null; why: Notice | null }
  csv(): string
}

export function names(router: Router, desk: WritableNames): void {
  router.get('/names', (request, response) => {
    const { kind, filter, offset, limit, cursor } = nameListOf(request.query)
    const all = desk.entries()
    const matching = all.filter((entry) => (kind === undefined || entry.kind === kind) && contains(entry, filter))
    const after = positionAt(NAME_ORDER, cursor)
    const rest = after ? matching.filter(isBehind(after)) : matching
    const rows = rest.slice(offset, offset + limit)
    const last = rest.length > offset + limit ? rows.at(-1) : undefined
    const next = cursorTo(NAME_ORDER, last ? [last.kind, last.subject, last.on] : null)
    response.json({
      total: all.length,
      matching: matching.length,
      offset,
      limit,
      rows,
      next,
    } satisfies Answers['/names'])
  })
  router.get('/names/entry', (request, response) => {
    const kept = keptAt(desk, nameKeyOf(request.query))
    tagged(response, kept).json(kept satisfies Answers['/names/entry'])
  })
  router.get('/names.csv', (request, response) => {
    noParameters(request.query)
    response.set('content-disposition', 'attachment; filename="names.csv"')
    response.type('text/csv; charset=utf-8').send(desk.csv())
  })
  router.put('/names', ...jsonBody(NAME_BODY_LIMIT), (request, response) => {
    const written = checkedBody(NAME, request, 'kind, subject, on and name')
    mustBeUnchanged(request, isKind(written.kind) ? desk.find({ ...written, kind: written.kind }) : null)
    const { entry, why } = desk.put(written)
    if (!entry && why) throw new HttpProblem(why.code === 'names-full' ? 409 : 400, sentence(why), { notice: why })
    mustBeDone(why)
    if (entry) tagged(response, entry)
    response.json(entry satisfies WriteAnswers['PUT /names'] | null)
  })
  router.delete('/names', (request, response) => {
    const kept = keptAt(desk, nameKeyOf(request.query))
    mustBeUnchanged(request, kept)
    mustBeDone(desk.remove(kept))
    response.status(204).end()
  })
  router.post('/names/import', ...fileBody(), (request, response) => {
    const { kind, preview } = importOf(request.query)
    const { body } = request as { body: unknown }
    const octets = Buffer.isBuffer(body) ? body : new Uint8Array() // no body at all is not parsed
    const { report, why } = desk.import(octets, kind ?? null, preview)
    if (!report && why) throw new HttpProblem(400, sentence(why), { notice: why })
    mustBeDone(why)
    response.json(report satisfies WriteAnswers['POST /names/import'] | null)
  })
}

function keptAt(desk: WritableNames, key: Omit<NameEntry, 'name'>): NameEntry {
  const kept = desk.find(key)
  if (kept) return kept
  const why = notice('name-not-given', { subject: key.subject.slice(0, 100) })
  throw new HttpProblem(404, sentence(why), { notice: why })
}

const NAME_ORDER = { list: 'names', sort: '' }

/** What stands after a position, by kind and subject. */
function isBehind([kind, subject, on]: Position): (entry: NameEntry) => boolean {
  if (typeof kind !== 'string' || !isKind(kind) || typeof subject !== 'string' || typeof on === 'number') {
    throw new NoSuchPosition()
  }
  return (entry) => compareEntries({ kind, subject, on: on ?? null }, entry) < 0
}

function contains({ subject, on, name }: NameEntry, text: string): boolean {
  const wanted = text.trim().toLowerCase()
  return wanted === '' || [subject, on ?? '', name].some((part) => part.toLowerCase().includes(wanted))
}

function fileBody(): RequestHandler[] {
  return [
    (request, _response, next) => {
      if (!request.is(NAME_FILE_TYPES)) {
        throw new HttpProblem(415, 'Send this with Content-Type: text/csv, or audio/x-mpegurl for a list of streams.')
      }
      next()
    },
    bodyLimit(NAME_FILE_LIMIT),
    express.raw({ limit: NAME_FILE_LIMIT, type: NAME_FILE_TYPES }),
  ]
}
