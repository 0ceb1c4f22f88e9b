import type { EpochMs } from '../../shared/time.ts'
import type { Message } from '../decode/message.ts'
import type { TableEvent } from '../membership/event.ts'
import type { SegmentTable } from '../membership/segment-table.ts'

/**
 * How the hosts and queriers of one segment behave over time, beyond who is a member: each ledger keeps one thing, is fed
 * with every message and event in order, and knows no clock but theirs.
 */
export class SegmentConduct {
  readonly table: SegmentTable

  constructor(table: SegmentTable) {
    this.table = table
  }

  /** Before the table has applied it: what was known until now is still there. */
  hear(_message: Message): void {}

  /** What the table did, in order. */
  tell(_event: TableEvent): void {}

  /** A copy that a mirror made, dropped before it came to the table. */
  copied(_message: Message): void {}

  /** Once a second of the tap's clock. */
  tick(_at: EpochMs): void {}

  /** The tap was blind until `at`: silence in between is nobody's. */
  resume(_at: EpochMs): void {}
}
