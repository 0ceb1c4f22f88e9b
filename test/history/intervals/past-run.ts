import { join } from 'node:path'
import type { EpochMs } from '../../../shared/time.ts'
import type { TableEvent } from '../../../server/membership/event.ts'
import { asOf, type AsOfMember, type AsOfOnly } from '../../../server/history/intervals/as-of.ts'
import { KEEP } from '../../../server/history/upkeep/keep.ts'
import { Outbox } from '../../../server/history/writing/outbox.ts'
import { openForWriting, type Db } from '../../../server/history/file/sqlite.ts'
import { Writer, type Pace } from '../../../server/history/writer.ts'
import { done } from '../../../server/views/work.ts'
import { stepOf } from '../steps.ts'

/** A run that writes without a thread, and posts and makes keyframes as often as it is told to. */
export class PastRun {
  readonly db: Db
  readonly writer: Writer
  readonly outbox = new Outbox()

  constructor(folder: string, pace: Pace) {
    const file = join(folder, 'rollcall.db')
    this.db = openForWriting(file)
    this.writer = new Writer(this.db, file, KEEP, null, pace)
    this.writer.closeLastRun()
  }

  tell(source: string, clock: EpochMs, ...events: TableEvent[]): void {
    this.outbox.add(source, stepOf(...events), clock)
    const batch = this.outbox.take()
    if (batch) this.writer.commit(batch)
  }

  asOf(at: EpochMs, only?: AsOfOnly): readonly AsOfMember[] {
    return done(asOf(this.db, at, only))
  }

  count(sql: string): number {
    return this.db.prepare(sql).pluck().get() as number
  }

  /** As if it was killed. */
  close(): void {
    this.db.close()
  }
}
