import type { EpochMs } from '../../../shared/time.ts'
import { MINUTE } from '../../../shared/time.ts'
import type { Segment } from '../../../server/decode/segment.ts'
import type { TableEvent } from '../../../server/membership/event.ts'
import { KEEP, type Keep } from '../../../server/history/upkeep/keep.ts'
import { Outbox } from '../../../server/history/writing/outbox.ts'
import { openForWriting, type Db } from '../../../server/history/file/sqlite.ts'
import { Writer, type Pace } from '../../../server/history/writer.ts'
import { minute, segment, stepOf } from '../steps.ts'

/** A run that writes without a thread: each step is committed at once. */
export class WriterRun {
  readonly #file: string
  readonly #keep: Keep
  readonly #pace: Pace
  readonly #segments = new Map<string, Segment>([['tap', segment]])
  db: Db
  writer: Writer
  outbox = new Outbox()

  constructor(file: string, keep: Partial<Keep> = {}, pace: Pace = {}) {
    this.#file = file
    this.#pace = pace
    this.#keep = { ...KEEP, ...keep }
    this.db = openForWriting(file)
    this.writer = this.#begin()
  }

  /** Another run begins where this one was killed. */
  restart(): void {
    this.db.close()
    this.db = openForWriting(this.#file)
    this.outbox = new Outbox()
    this.writer = this.#begin()
  }

  #begin(): Writer {
    const writer = new Writer(this.db, this.#file, this.#keep, null, this.#pace)
    writer.closeLastRun()
    return writer
  }

  at(at: EpochMs, ...events: TableEvent[]): void {
    this.of('tap', at, ...events)
  }

  /** On the segment of another source. */
  of(source: string, at: EpochMs, ...events: TableEvent[]): void {
    const own = this.#segmentOf(source)
    this.outbox.add(source, stepOf(...events.map((event) => ({ ...event, segment: own }))), at)
    this.commit()
  }

  #segmentOf(source: string): Segment {
    const own = this.#segments.get(source) ?? { ...segment, name: `${source}/10` }
    this.#segments.set(source, own)
    return own
  }

  /** Minutes in which the segment was watched: `from` <= minute < `to`. */
  watched(from: EpochMs, to: EpochMs, every = MINUTE, source = 'tap'): void {
    for (let at = from; at < to; at += every) {
      this.outbox.add(
        source,
        { ...stepOf(), minutes: [{ ...minute(at), segment: this.#segmentOf(source) }] },
        at + MINUTE,
      )
    }
    this.commit()
  }

  commit(): void {
    const batch = this.outbox.take()
    if (batch) this.writer.commit(batch)
  }

  /** A commit of nothing: what is done after one is done. */
  idle(times: number): void {
    const nothing = { changes: 0, segments: [], sources: [], texts: [], addresses: [], words: new Float64Array(0) }
    for (let n = 0; n < times; n += 1) this.writer.commit(nothing)
  }

  value(sql: string): unknown {
    return this.db.prepare(sql).pluck().get()
  }
}
