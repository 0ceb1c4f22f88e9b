import type { Address } from '../../shared/address.ts'
import { SampleRows } from './sample-rows.ts'

/** Room that all segments of one tap share. Whoever finds none is counted. */
export class Allowance {
  #left: number
  refused = 0

  constructor(room: number) {
    this.#left = room
  }

  get hasRoom(): boolean {
    return this.#left > 0
  }

  take(): boolean {
    if (this.#left === 0) {
      this.refused += 1
      return false
    }
    this.#left -= 1
    return true
  }

  giveBack(): void {
    this.#left += 1
  }
}

/** Hosts of one tap whose conduct is written down. */
export const HOSTS_NOTED = 65_536
/** Groups of one tap whose conduct is written down. */
const GROUPS_NOTED = 16_384

/** What the ledgers of one tap may hold together. */
export interface ConductRoom {
  readonly hosts: Allowance
  readonly groups: Allowance
  /** How long the hosts took to answer. */
  readonly delays: SampleRows
}
export const conductRoom = (): ConductRoom => ({
  hosts: new Allowance(HOSTS_NOTED),
  groups: new Allowance(GROUPS_NOTED),
  delays: new SampleRows(),
})

/** Thresholds that a ledger has to know, so that it keeps few candidates: the settings of the segment have them. */
export interface ConductLimits {
  readonly zapsPerMinute: number
  readonly reportsPerSecond: number
  readonly groupsPerHost: number
  readonly silentShare: number
  /** Prefixes of the segment's own addresses; null: learnt. */
  readonly prefixes: readonly { readonly address: Address; readonly bits: number }[] | null
}
