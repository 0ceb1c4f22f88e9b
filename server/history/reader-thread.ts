import { notice, type Notice } from '../../shared/notice.ts'
import { MINUTE, type EpochMs } from '../../shared/time.ts'
import { eventsCsv, findingsCsv, membershipsCsv, type CsvText } from './csv.ts'
import { readCounts } from './counts-reading.ts'
import { readEvents } from './event-reading.ts'
import { readFindings, someFindings } from './finding-reading.ts'
import { readGaps, readQueries } from './query-reading.ts'
import { readMemberships } from './membership-reading.ts'
import { Names } from './names.ts'
import { HistoryError } from './history-error.ts'
import type { Ended } from './open-intervals.ts'
import type { AnyRow, FromReader, ReadAs, ReadRequest, ToReader } from './protocol.ts'
import type { Piece, Reading } from './reading.ts'
import type { MinuteRow } from './row.ts'
import { NameBook } from '../names/book.ts'
import { readSegmentSizes } from './segment-sizes.ts'
import { noticeOf, openForReading, type Db } from './sqlite.ts'

/** Minutes of one answer: a week of one source; the newest are kept. */
const MINUTES_AT_MOST = 10_080

/** One export under way: gives the next piece when it is asked for one, so a slow reader costs no memory. */
interface Course {
  next(answers?: readonly (Ended | null)[]): FromReader
  end(): void
}

/** The thread that reads: any number of exports in turn, each a small piece at a time. */
export class ReaderThread {
  readonly #file: string
  readonly #say: (message: FromReader) => void
  readonly #courses = new Map<number, Course>()
  #db: Db | null = null
  #given = new NameBook()

  constructor(file: string, say: (message: FromReader) => void) {
    this.#file = file
    this.#say = say
  }

  hear(message: ToReader): void {
    const { id } = message
    try {
      switch (message.say) {
        case 'names':
          this.#given = new NameBook(message.entries)
          return
        case 'begin':
          this.#courses.set(id, this.#begin(id, message.request))
          return
        case 'next':
          this.#step(id)
          return
        case 'answers':
          this.#step(id, message.answers)
          return
        case 'close':
          this.#courses.get(id)?.end()
          this.#courses.delete(id)
          return
        case 'minutes':
          this.#say({ say: 'minutes', id, rows: readMinutes(this.#open(), message.from, message.to) })
          return
        case 'sizes':
          this.#say({ say: 'sizes', id, segments: readSegmentSizes(this.#open(), message.from, message.to) })
          return
        case 'findings': {
          const db = this.#open()
          this.#say({ say: 'findings', id, ...someFindings(db, new Names(db, this.#given), message.query) })
          return
        }
        case 'counts':
          this.#say({ say: 'counts', id, counts: readCounts(this.#open(), this.#given, message.query) })
          return
      }
    } catch (error) {
      this.#courses.delete(id)
      this.#say({ say: 'error', id, notice: unreadable(error, this.#file) })
    }
  }

  #step(id: number, answers?: readonly (Ended | null)[]): void {
    const course = this.#courses.get(id)
    if (!course) return
    const piece = course.next(answers)
    if (piece.say === 'end') this.#courses.delete(id)
    this.#say(piece)
  }

  #open(): Db {
    return (this.#db ??= openForReading(this.#file))
  }

  #begin(id: number, { name, query, read }: ReadRequest): Course {
    const db = this.#open()
    const names = new Names(db, this.#given)
    switch (name) {
      case 'events':
        return course(id, readEvents(db, names, query), read, eventsCsv)
      case 'findings':
        return course(id, readFindings(db, names, query), read, findingsCsv)
      case 'queries':
        return course(id, readQueries(db, names, query), read)
      case 'gaps':
        return course(id, readGaps(db, query), read)
      case 'memberships':
        return course(id, readMemberships(db, names, query, `aside_${id}`), read, membershipsCsv)
    }
  }
}

/** What went wrong in reading. A filter or a zone that is none was not checked by who asked. */
function unreadable(error: unknown, file: string): Notice {
  if (error instanceof HistoryError) return error.notice
  const why = noticeOf(error, file)
  if (why.code === 'history-damaged') return why
  return notice('history-unreadable', { detail: error instanceof Error ? error.message : String(error) })
}

function course<Row extends AnyRow>(
  id: number,
  reading: Reading<Row>,
  read: ReadAs,
  csv?: (options: (ReadAs & { as: 'csv' })['options']) => CsvText<Row>,
): Course {
  const text = read.as === 'csv' ? (csv?.(read.options) ?? null) : null
  let head = text?.head() ?? ''
  const told = (piece: Piece<Row>): FromReader => {
    if ('ask' in piece) return { say: 'ask', id, keys: piece.ask }
    if (read.as === 'count') return { say: 'count', id, count: piece.rows.length }
    if (!text) return { say: 'rows', id, rows: piece.rows }
    const before = head
    head = ''
    return { say: 'text', id, text: before + text.rows(piece.rows) }
  }
  return {
    next(answers) {
      const step = answers ? reading.next(answers) : reading.next()
      if (!step.done) return told(step.value)
      // A file without a row still has its header.
      return head === '' ? { say: 'end', id } : told({ rows: [] })
    },
    end: () => void reading.return(),
  }
}

function readMinutes(db: Db, from: EpochMs, to: EpochMs): readonly MinuteRow[] {
  const rows = db
    .prepare(
      `SELECT m.at * ${MINUTE} AS at, r.name AS source, sum(groups) AS groups, sum(hosts) AS hosts,
         sum(memberships) AS memberships, sum(joins) AS joins, sum(leaves) AS leaves, sum(expiries) AS expiries,
         sum(queries) AS queries, sum(problems) AS problems
       FROM minute m JOIN segment s ON s.id = m.segment JOIN source r ON r.id = s.source
       WHERE m.at >= ? AND m.at < ? GROUP BY m.at, r.id ORDER BY m.at DESC LIMIT ${MINUTES_AT_MOST}`,
    )
    .all(Math.floor(from / MINUTE), Math.ceil(to / MINUTE)) as MinuteRow[]
  return rows.reverse()
}
