import type { EpochMs } from '../../shared/time.ts'
import type { Message } from '../decode/message.ts'
import type { TableEvent } from '../membership/event.ts'
import type { SegmentTable } from '../membership/segment-table.ts'
import type { Ledger } from './ledger.ts'

/** How the queriers of a segment behave. */
export class QuerierConduct implements Ledger {
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
