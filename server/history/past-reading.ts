import type { ExportName } from '../../shared/export.ts'
import type { ImportRow } from '../../shared/imports.ts'
import type { Notice } from '../../shared/notice.ts'
import type { EpochMs } from '../../shared/time.ts'
import type { Counts } from '../../shared/counts.ts'
import type { CountsQuery } from './rollups/counts-reading.ts'
import { NO_GIVEN_NAMES } from './given-names.ts'
import { historyMemory } from './history-memory.ts'
import type { FileOptions, FilePiece, ReadName } from './protocol.ts'
import type { PastAnswers, PastQuestion } from './moment/question.ts'
import { Readings, type ReadingsOptions } from './readings.ts'
import type {
  EventRow,
  FindingsQuery,
  HistoryQuery,
  MembershipRow,
  MinuteRow,
  PastFinding,
  PastGap,
  PastQuery,
} from './file/row.ts'
import type { SegmentSizes } from './rollups/segment-sizes.ts'

/** Without a monitor that runs nothing more is known of what lasts. */
export type PastOptions = Pick<ReadingsOptions, 'file' | 'tables'> &
  Partial<Pick<ReadingsOptions, 'names' | 'silent' | 'memory'>>

/**
 * What can be asked of the history. Times are epoch milliseconds, ranges half open (`from` <= time < `to`). Readings come in
 * pieces of at most ROWS_AT_A_TIME rows (reading.ts), the next when it is asked for: leaving the loop cancels the reading, and
 * memory stays flat. All of it throws HistoryError when there is no history to read, when the file is damaged or its reading
 * thread ended; a filter must be one that can be read (`exportFilterError`).
 */
export abstract class PastReading {
  readonly #readings: Readings

  constructor({ file, tables, names = NO_GIVEN_NAMES, silent = () => [], memory = historyMemory() }: PastOptions) {
    this.#readings = new Readings({ file, tables, names, silent, memory, onDamaged: (why) => this.damaged(why) })
  }

  /** Throws HistoryError when there is nothing to read. */
  protected abstract mustBeOpen(): void

  /** The file was found to be damaged. */
  protected abstract damaged(why: Notice): void

  /** The file is another one. */
  protected readAnew(): void {
    this.#readings.begin()
  }

  protected stopReading(): Promise<void> {
    return this.#readings.stop()
  }

  /** Intervals that touch the range, in the order of their end; what lasts comes last, as it stands now. */
  async *memberships(query: HistoryQuery): AsyncGenerator<readonly MembershipRow[], void> {
    for await (const piece of this.#read('memberships', query, { as: 'rows' })) {
      if (piece.say === 'rows') yield piece.rows as readonly MembershipRow[]
    }
  }

  /** Events in the order of time. */
  async *events(query: HistoryQuery): AsyncGenerator<readonly EventRow[], void> {
    for await (const piece of this.#read('events', query, { as: 'rows' })) {
      if (piece.say === 'rows') yield piece.rows as readonly EventRow[]
    }
  }

  /** Queries in the order of time. */
  async *queries(query: HistoryQuery): AsyncGenerator<readonly PastQuery[], void> {
    for await (const piece of this.#read('queries', query, { as: 'rows' })) {
      if (piece.say === 'rows') yield piece.rows as readonly PastQuery[]
    }
  }

  /** Times of which nothing is known; what comes after the last moment of a source is one that has no end yet. */
  async *gaps(query: HistoryQuery): AsyncGenerator<readonly PastGap[], void> {
    for await (const piece of this.#read('gaps', query, { as: 'rows' })) {
      if (piece.say === 'rows') yield piece.rows as readonly PastGap[]
    }
  }

  /**
   * A file, in pieces of at most some hundred kilobytes; made in the reading thread. Throws HistoryError, in the middle too,
   * where rows that belong to it have been taken away.
   */
  async *fileOf(name: ExportName, query: HistoryQuery, options: FileOptions = {}): AsyncGenerator<FilePiece, void> {
    for await (const piece of this.#read(name, query, { as: 'file', options })) {
      if (piece.say === 'bytes') yield piece
    }
  }

  /** Where the history ends now: with it as `pin` of a query, the rows are the same whatever is written meanwhile. */
  async pin(): Promise<string> {
    this.mustBeOpen()
    return this.#readings.pin()
  }

  /** How many rows the query gives. */
  async count(name: ExportName, query: HistoryQuery): Promise<number> {
    let count = 0
    for await (const piece of this.#read(name, query, { as: 'count' })) if (piece.say === 'count') count += piece.count
    return count
  }

  /** Totals by minute and source, by time; at most a week of them, the newest. */
  async minutes(from: EpochMs, to: EpochMs): Promise<readonly MinuteRow[]> {
    this.mustBeOpen()
    return this.#readings.minutes(from, to)
  }

  /** Of each segment that had any, by the minute. */
  async segmentSizes(from: EpochMs, to: EpochMs): Promise<readonly SegmentSizes[]> {
    this.mustBeOpen()
    return this.#readings.segmentSizes(from, to)
  }

  /** Findings, the newest first; `matching`: how many there are. What is open was brought up to date a minute ago at most. */
  async findings(query: FindingsQuery): Promise<{ rows: readonly PastFinding[]; matching: number }> {
    this.mustBeOpen()
    const { rows, matching } = await this.#readings.findings(query)
    return { rows, matching }
  }

  /** Captures that were put in, by when they were. */
  async captures(): Promise<readonly ImportRow[]> {
    this.mustBeOpen()
    return this.#readings.captures()
  }

  /** Counts over time, by the step. */
  async counts(query: CountsQuery): Promise<Counts> {
    this.mustBeOpen()
    return this.#readings.counts(query)
  }

  /** What is asked about a moment that is over, or about two. */
  async past<Question extends PastQuestion>(question: Question): Promise<PastAnswers[Question['of']]> {
    this.mustBeOpen()
    const { answer } = await this.#readings.past(question)
    return answer as PastAnswers[Question['of']] // an answer is of the kind of its question
  }

  #read(
    name: ReadName,
    query: HistoryQuery,
    read: Parameters<Readings['read']>[0]['read'],
  ): ReturnType<Readings['read']> {
    this.mustBeOpen()
    return this.#readings.read({ name, query, read })
  }
}
