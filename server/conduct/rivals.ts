import type { Address, Mac } from '../../shared/address.ts'
import type { DurationMs, EpochMs } from '../../shared/time.ts'
import type { QueryMessage } from '../decode/message.ts'
import { Trail } from './trail.ts'

/** Queriers that lost and ask, kept per segment; the one unheard for longest goes first. */
const RIVALS_KEPT = 16

/** One that asks although a lower address is querier. */
export interface Rival {
  readonly ip: Address
  mac: Mac | null
  /** Since when it should be silent. */
  readonly lostAt: EpochMs
  readonly queries: Trail
}

/** Who goes on asking after the election is over (RFC 3376 s6.6.2: it stops). */
export class Rivals {
  readonly #rivals = new Map<Address, Rival>()
  #displaced: { ip: Address; at: EpochMs } | null = null

  /** `before` had to give way to `ip` at `at`; null when it had fallen silent. */
  elected(ip: Address, before: Address | null, at: EpochMs): void {
    this.#rivals.delete(ip)
    this.#displaced = before === null ? null : { ip: before, at }
  }

  lost({ at, frame, src, mac }: QueryMessage, otherQuerierPresent: DurationMs): void {
    let rival = this.#rivals.get(src)
    // One that was silent for so long has obeyed meanwhile.
    if (rival && at - rival.queries.lastAt >= otherQuerierPresent) rival = undefined
    const lostAt = rival?.lostAt ?? (this.#displaced?.ip === src ? this.#displaced.at : at)
    rival ??= { ip: src, mac, lostAt, queries: new Trail() }
    rival.mac = mac
    rival.queries.add({ at, frame })
    this.#rivals.delete(src)
    this.#rivals.set(src, rival)
    if (this.#rivals.size <= RIVALS_KEPT) return
    const oldest = this.#rivals.keys().next()
    if (!oldest.done) this.#rivals.delete(oldest.value)
  }

  /** Nobody is querier any more, or the tap was blind: who had lost may begin again. */
  clear(): void {
    this.#rivals.clear()
    this.#displaced = null
  }

  *[Symbol.iterator](): Generator<Rival> {
    yield* this.#rivals.values()
  }
}
