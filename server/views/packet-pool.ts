/**
 * Blocks that all taps have together, and that one of them may have: of 256 kB of octets each, 128 MB and 16 MB, and as much
 * again, nearly, for what is noted of each packet.
 */
const BLOCKS_IN_ALL = 512
const BLOCKS_OF_ONE = 64

interface Holder {
  readonly blocks: number
  dropOldest(): void
}

/** The room for kept packets. When all of it is taken, whoever has most gives: a busy tap does not empty a quiet one. */
export class PacketPool {
  readonly #inAll: number
  readonly #ofOne: number
  readonly #holders: Holder[] = []
  #taken = 0

  constructor(inAll = BLOCKS_IN_ALL, ofOne = BLOCKS_OF_ONE) {
    this.#inAll = inAll
    this.#ofOne = ofOne
  }

  join(holder: Holder): void {
    this.#holders.push(holder)
  }

  /** `holder` is about to have one more. */
  takeBlock(holder: Holder): void {
    if (holder.blocks >= this.#ofOne) holder.dropOldest()
    if (this.#taken >= this.#inAll) {
      const most = this.#holders.reduce((a, b) => (b.blocks > a.blocks ? b : a), holder)
      most.dropOldest()
    }
    this.#taken += 1
  }

  giveBack(): void {
    this.#taken -= 1
  }
}
