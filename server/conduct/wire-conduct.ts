import type { EpochMs } from '../../shared/time.ts'
import type { Message } from '../decode/message.ts'
import type { TableEvent } from '../membership/event.ts'
import type { SegmentTable } from '../membership/segment-table.ts'
import type { Ledger } from './ledger.ts'

/** What the frames themselves tell: who sends what, from which address. */
export class WireConduct implements Ledger {
  readonly table: SegmentTable

  constructor(table: SegmentTable) {
    this.table = table
  }

  hear(_message: Message): void {}
  tell(_event: TableEvent): void {}
  copied(_message: Message): void {}
  tick(_at: EpochMs): void {}
  resume(_at: EpochMs): void {}
}
