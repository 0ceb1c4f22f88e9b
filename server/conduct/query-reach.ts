import type { Address } from '../../shared/address.ts'
import { HOUR, type DurationMs, type EpochMs } from '../../shared/time.ts'
import type { QueryMessage } from '../decode/message.ts'
import { forgetOldest } from './oldest.ts'

/** Askers kept per segment; the one unheard for longest goes first. */
const ASKERS_KEPT = 16
/** A mirror that shows fewer ports from now on is believed after so long. */
const BELIEVED: DurationMs = 1 * HOUR

interface Reach {
  /** How often the mirror showed the newest general and the newest specific query. */
  general: number
  specific: number
  /** The most of a general one, and when that was. */
  most: number
  mostAt: EpochMs
}

/**
 * On how many ports the mirror shows the queries of a sender: a frame that is flooded is there once for each port. A
 * switch of the Linux kind asks after a group on the port of the leave alone, and goes on serving the others.
 */
export class QueryReach {
  readonly #askers = new Map<Address, Reach>()

  asked({ src, at, scope }: QueryMessage): void {
    const reach = this.#askers.get(src) ?? { general: 0, specific: 0, most: 0, mostAt: at }
    this.#askers.delete(src)
    this.#askers.set(src, reach)
    forgetOldest(this.#askers, ASKERS_KEPT)
    if (scope !== 'general') {
      reach.specific = 1
      return
    }
    reach.general = 1
    if (at - reach.mostAt > BELIEVED) reach.most = 0
    count(reach, at)
  }

  copied({ src, at, scope }: QueryMessage): void {
    const reach = this.#askers.get(src)
    if (!reach) return
    if (scope !== 'general') {
      reach.specific += 1
      return
    }
    reach.general += 1
    count(reach, at)
  }

  /** Its last specific query was seen on fewer ports than its general ones. */
  isNarrow(src: Address): boolean {
    const reach = this.#askers.get(src)
    return reach !== undefined && reach.specific < reach.most
  }
}

function count(reach: Reach, at: EpochMs): void {
  if (reach.general < reach.most) return
  reach.most = reach.general
  reach.mostAt = at
}
