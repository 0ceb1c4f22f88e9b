import type { EpochMs } from '../../shared/time.ts'
import type { Message } from '../decode/message.ts'
import type { TableEvent } from '../membership/event.ts'

/** Something that is written down of one segment as time goes by. It knows no clock but that of what it is told. */
export interface Ledger {
  /** Before the table has applied it, and after all that was due by then: what was known until now is still there. */
  hear(message: Message): void
  /** What the table did, in order. */
  tell(event: TableEvent): void
  /** A copy that a mirror made: it is dropped before it comes to the table. */
  copied(message: Message): void
  /** Once a second of the tap's clock, before the rules are asked. */
  tick(at: EpochMs): void
  /** The tap was blind until `at`: silence in between is nobody's. */
  resume(at: EpochMs): void
}
