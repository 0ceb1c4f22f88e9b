import type { EpochMs } from '../../shared/time.ts'
import { MINUTE } from '../../shared/time.ts'
import type { TableEvent } from '../../server/membership/event.ts'
import { KEEP, type Keep } from '../../server/history/keep.ts'
import { Outbox } from '../../server/history/outbox.ts'
import { openForWriting, type Db } from '../../server/history/sqlite.ts'
import { Writer } from '../../server/history/writer.ts'
import { minute, stepOf } from './steps.ts'

/** A run that writes without a thread: each step is committed at once. */
export class WriterRun {
  readonly db: Db
  readonly writer: Writer
  readonly outbox = new Outbox()

  constructor(file: string, keep: Partial<Keep> = {}) {
    this.db = openForWriting(file)
    this.writer = new Writer(this.db, file, { ...KEEP, ...keep })
    this.writer.closeLastRun()
  }

  at(at: EpochMs, ...events: TableEvent[]): void {
    this.outbox.add('tap', stepOf(...events), at)
    this.commit()
  }

  /** Minutes in which the segment was watched: `from` <= minute < `to`. */
  watched(from: EpochMs, to: EpochMs, every = MINUTE): void {
    for (let at = from; at < to; at += every) {
      this.outbox.add('tap', { ...stepOf(), minutes: [minute(at)] }, at + MINUTE)
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
