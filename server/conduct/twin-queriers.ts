import type { Address, Mac } from '../../shared/address.ts'
import type { Evidence } from '../../shared/finding.ts'
import type { DurationMs, EpochMs } from '../../shared/time.ts'
import type { QueryMessage } from '../decode/message.ts'

/** Changes of the hardware address that are kept; three tell. */
const TURNS_KEPT = 8

/** Another device asks with the querier's address. */
interface Turn extends Evidence {
  readonly from: Mac
  readonly to: Mac
}

/** Two devices with one address, which no election can settle. A router that takes over from another one turns once. */
export class TwinQueriers {
  #ip: Address | null = null
  #mac: Mac | null = null
  #turns: Turn[] = []

  asked({ at, frame, src, mac }: QueryMessage): void {
    if (src !== this.#ip) {
      this.#ip = src
      this.#turns = []
    } else if (mac !== null && this.#mac !== null && mac !== this.#mac) {
      this.#turns.push({ at, frame, from: this.#mac, to: mac })
      if (this.#turns.length > TURNS_KEPT) this.#turns.shift()
    }
    this.#mac = mac
  }

  /** Turns that are kept. */
  get size(): number {
    return this.#turns.length
  }
  /** The turns of the last `within`. */
  turns(at: EpochMs, within: DurationMs): readonly Turn[] {
    return this.#turns.length === 0 ? this.#turns : this.#turns.filter((turn) => at - turn.at < within)
  }
}
