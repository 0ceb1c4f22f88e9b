import type { EpochMs } from '../../shared/time.ts'
import type { Message } from '../decode/message.ts'
import type { TableEvent } from '../membership/event.ts'
import type { SegmentTable } from '../membership/segment-table.ts'
import type { ConductLimits, ConductRoom } from './allowance.ts'
import type { Ledger } from './ledger.ts'

/** How the hosts of a segment answer, join and leave. */
export class HostsConduct implements Ledger {
  readonly table: SegmentTable

  constructor(table: SegmentTable, _limits: ConductLimits, _room: ConductRoom) {
    this.table = table
  }

  hear(_message: Message): void {}
  tell(_event: TableEvent): void {}
  copied(_message: Message): void {}
  tick(_at: EpochMs): void {}
  resume(_at: EpochMs): void {}
}
