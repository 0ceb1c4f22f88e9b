import type { Address, Mac } from '../../shared/address.ts'
import type { DurationMs, EpochMs } from '../../shared/time.ts'
import type { QueryMessage } from '../decode/message.ts'
import { silentAsLoser } from '../membership/timing.ts'
import { forgetOldest } from './oldest.ts'
import { Trail } from './trail.ts'

/** Queriers that lost and ask, kept per segment; the one unheard for longest goes first. */
const RIVALS_KEPT = 16

/** One that asks although a lower address is querier. */
interface Rival {
  readonly ip: Address
  mac: Mac | null
  /** Since when it should be silent. */
  readonly lostAt: EpochMs
  /** One that is silent for so long has obeyed. Whoever asks more seldom than the querier is silent for long anyway. */
  obeysAfter: DurationMs
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

  lost(query: QueryMessage, otherQuerierPresent: DurationMs): void {
    const { at, frame, src, mac } = query
    const obeysAfter = Math.max(otherQuerierPresent, silentAsLoser(query))
    let rival = this.#rivals.get(src)
    if (rival && at - rival.queries.lastAt >= obeysAfter) rival = undefined
    const lostAt = rival?.lostAt ?? (this.#displaced?.ip === src ? this.#displaced.at : at)
    rival ??= { ip: src, mac, lostAt, obeysAfter, queries: new Trail() }
    rival.mac = mac
    rival.obeysAfter = obeysAfter
    rival.queries.add({ at, frame })
    this.#rivals.delete(src)
    this.#rivals.set(src, rival)
    forgetOldest(this.#rivals, RIVALS_KEPT)
  }

  /** Nobody is querier any more, or the tap was blind: who had lost may begin again. */
  clear(): void {
    this.#rivals.clear()
    this.#displaced = null
  }

  get size(): number {
    return this.#rivals.size
  }
  *[Symbol.iterator](): Generator<Rival> {
    yield* this.#rivals.values()
  }
}
