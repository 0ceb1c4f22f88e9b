import type { Mac } from '../../shared/address.ts'
import type { DurationMs } from '../../shared/time.ts'
import type { QueryMessage } from '../decode/message.ts'
import { forgetOldest } from './oldest.ts'
import { Trail } from './trail.ts'

/** Switches that ask from 0.0.0.0, kept per segment; the one unheard for longest goes first. */
const SWITCHES_KEPT = 16

interface UnnumberedQuerier {
  readonly mac: Mac | null
  /** Since it began to ask regularly. */
  readonly queries: Trail
}

/** Switches that ask without an address (RFC 4541 s2.1.1), by their MAC. */
export class UnnumberedQueriers {
  readonly #switches = new Map<Mac | null, UnnumberedQuerier>()

  asked({ at, frame, mac }: QueryMessage, otherQuerierPresent: DurationMs): void {
    const known = this.#switches.get(mac) ?? { mac, queries: new Trail() }
    // A query after each change of the topology is not yet a querier.
    if (at - known.queries.lastAt >= otherQuerierPresent) known.queries.clear()
    known.queries.add({ at, frame })
    this.#switches.delete(mac)
    this.#switches.set(mac, known)
    forgetOldest(this.#switches, SWITCHES_KEPT)
  }

  get size(): number {
    return this.#switches.size
  }
  *[Symbol.iterator](): Generator<UnnumberedQuerier> {
    yield* this.#switches.values()
  }
}
