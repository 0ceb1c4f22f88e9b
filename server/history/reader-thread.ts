import { notice, type Notice } from '../../shared/notice.ts'
import { MINUTE, type EpochMs } from '../../shared/time.ts'
import type { Course } from './exports/course.ts'
import { readCounts } from './rollups/counts-reading.ts'
import { begin } from './exports/data-sets.ts'
import { someFindings } from './reading/finding-reading.ts'
import { readImports } from './imports/import-table.ts'
import { Names } from './file/names.ts'
import { HistoryError } from './file/history-error.ts'
import { historyMemory, type HistoryMemory } from './history-memory.ts'
import { PastDesk } from './moment/desk.ts'
import type { Ended } from './intervals/open-intervals.ts'
import { Pin } from './file/pin.ts'
import type { FromReader, ReadRequest, ToReader } from './protocol.ts'
import type { MinuteRow } from './file/row.ts'
import { NameBook } from '../names/book.ts'
import { readSegmentSizes } from './rollups/segment-sizes.ts'
import { NOBODY_SILENT, SilentBook } from './moment/silent-members.ts'
import { noticeOf, openForReading, type Db } from './file/sqlite.ts'

/** Minutes of one answer: a week of one source; the newest are kept. */
const MINUTES_AT_MOST = 10_080

/** `handedOver`: what is not copied. */
type Say = (message: FromReader, handedOver?: readonly ArrayBuffer[]) => void

/** The thread that reads: any number of exports in turn, each a small piece at a time. */
export class ReaderThread {
  readonly #file: string
  readonly #say: Say
  readonly #pagesKib: number
  readonly #courses = new Map<number, Course>()
  #db: Db | null = null
  #given = new NameBook()
  #silent = NOBODY_SILENT
  readonly #past = new PastDesk(
    () => this.#open(),
    () => this.#given,
    () => this.#silent,
  )

  constructor(file: string, say: Say, { pagesKib }: HistoryMemory = historyMemory()) {
    this.#file = file
    this.#pagesKib = pagesKib
    this.#say = say
  }

  hear(message: ToReader): void {
    const { id } = message
    try {
      switch (message.say) {
        case 'names':
          this.#given = new NameBook(message.entries)
          return
        case 'silent':
          this.#silent = new SilentBook(message.members)
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
        case 'pin':
          this.#say({ say: 'pin', id, pin: Pin.of(this.#open(), Date.now()).toString() })
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
        case 'past':
          this.#past.ask(message.question, (outcome) => {
            if ('answer' in outcome) this.#say({ say: 'past', id, answer: outcome.answer })
            else this.#say({ say: 'error', id, notice: unreadable(outcome.error, this.#file) })
          })
          return
        case 'captures':
          this.#say({ say: 'captures', id, rows: readImports(this.#open()) })
          return
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
    if (!course) {
      // It was begun in a thread that ended meanwhile. Silence would let whoever reads it wait for ever.
      this.#say({ say: 'error', id, notice: notice('history-stopped', { detail: 'its reading thread ended' }) })
      return
    }
    const piece = course.next(answers)
    if (piece.say === 'end') this.#courses.delete(id)
    this.#say(piece, piece.say === 'bytes' ? [piece.bytes.buffer] : [])
  }

  #open(): Db {
    return (this.#db ??= openForReading(this.#file, this.#pagesKib))
  }

  #begin(id: number, request: ReadRequest): Course {
    const db = this.#open()
    const { pin: text } = request.query
    const pin = text === undefined ? Pin.of(db, Date.now()) : Pin.parse(text)
    if (!pin) throw new Error('the pin is none that was given with a count')
    return begin(id, request, db, this.#given, pin, this.#silent)
  }
}

const OURS = [TypeError, RangeError, ReferenceError, SyntaxError]

/** What went wrong in reading. A filter or a zone that is none was not checked by who asked. */
function unreadable(error: unknown, file: string): Notice {
  if (error instanceof HistoryError) return error.notice
  const why = noticeOf(error, file)
  if (why.code === 'history-damaged') return why
  return notice('history-unreadable', { detail: detailOf(error) })
}

/** A fault of ours has words that help nobody but who mends it. */
function detailOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (!OURS.some((kind) => error instanceof kind)) return error.message.replace(/\.$/, '')
  process.stderr.write(`Unexpected: ${JSON.stringify(error.stack ?? error.message)}\n`)
  return 'an error that nobody foresaw; the log of the server says more'
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
