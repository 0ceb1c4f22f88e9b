import type { EpochMs } from '../../shared/time.ts'
import type { Message } from '../decode/message.ts'
import type { TableEvent } from '../membership/event.ts'
import type { SegmentTable } from '../membership/segment-table.ts'
import type { ConductLimits, ConductRoom } from './allowance.ts'
import { HostsConduct } from './hosts-conduct.ts'
import type { Ledger } from './ledger.ts'
import { QuerierConduct } from './querier-conduct.ts'
import type { SegmentMeter } from './segment-meter.ts'
import { WireConduct } from './wire-conduct.ts'

/** How the hosts and queriers of one segment behave over time, beyond who is a member. */
export class SegmentConduct implements Ledger {
  readonly table: SegmentTable
  readonly queriers: QuerierConduct
  readonly hosts: HostsConduct
  readonly wire: WireConduct
  readonly #meter: SegmentMeter
  readonly #ledgers: readonly Ledger[]

  constructor(table: SegmentTable, limits: ConductLimits, room: ConductRoom, meter: SegmentMeter) {
    this.table = table
    this.#meter = meter
    this.queriers = new QuerierConduct(table, meter)
    this.hosts = new HostsConduct(table, limits, room, meter)
    this.wire = new WireConduct(table, limits.prefixes)
    this.#ledgers = [this.queriers, this.hosts, this.wire]
  }

  /** Only that it came: of a flood it is not written down how who sent it behaves. */
  count(message: Message): void {
    this.#meter.hear(message)
  }

  hear(message: Message): void {
    this.#meter.hear(message)
    this.queriers.hear(message)
    this.hosts.hear(message)
    this.wire.hear(message)
  }
  tell(event: TableEvent): void {
    this.queriers.tell(event)
    this.hosts.tell(event)
    this.wire.tell(event)
  }
  copied(message: Message): void {
    for (const ledger of this.#ledgers) ledger.copied(message)
  }
  tick(at: EpochMs): void {
    this.queriers.tick(at)
    this.hosts.tick(at)
    this.wire.tick(at)
  }
  resume(at: EpochMs): void {
    for (const ledger of this.#ledgers) ledger.resume(at)
  }
}
