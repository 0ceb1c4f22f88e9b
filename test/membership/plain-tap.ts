import { Duplicates } from '../../server/decode/duplicates.ts'
import type { Frame } from '../../server/decode/frame.ts'
import { Decoder } from '../../server/decode/index.ts'
import type { Step } from '../../server/membership/step.ts'
import { MembershipTable, type TableOptions } from '../../server/membership/table.ts'

/** Decoder, copies and table alone, without the rules: those are asked each second, which long silences make slow. */
export class PlainTap {
  readonly table: MembershipTable
  readonly counters = { duplicates: 0 }
  readonly #decoder = new Decoder('')
  readonly #duplicates: Duplicates

  constructor({ dedupe, ...options }: TableOptions & { dedupe: number }) {
    this.table = new MembershipTable(options)
    this.#duplicates = new Duplicates(dedupe)
  }

  take(frame: Frame): Step {
    const message = this.#decoder.decode(frame)
    if (typeof message === 'string') return this.table.advance(frame.at)
    const { packetStart, packetEnd } = this.#decoder
    const { segment, mac } = message
    if (this.#duplicates.isCopy(frame.at, segment, mac, frame.data, packetStart, packetEnd)) {
      this.counters.duplicates += 1
      return this.table.advance(frame.at)
    }
    return this.table.observe(message)
  }
}
