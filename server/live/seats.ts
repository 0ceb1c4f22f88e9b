import { networkOf } from '../../shared/network-of.ts'

/** Pages connected at a time; further ones are refused. */
export const MAX_VIEWERS = 500
/** Displays among them: people find a place beside any number of walls. */
export const MAX_DISPLAYS = 300
/** Of one address of IPv4, or one network of IPv6: that of a building, or of a proxy that nobody told of. */
export const MAX_OF_ADDRESS = 250
/** Of one session or token that is no display's: the pages that somebody has open. */
export const MAX_OF_SESSION = 50

/** Who wants to watch. */
export interface Visitor {
  address: string
  /** null: nobody was asked, or a display: many of them come with one token. */
  session: string | null
  display: boolean
}

/** The places for those who watch: no client, and no kind of them, takes all. */
export class Seats {
  #taken = 0
  #displays = 0
  readonly #ofNetwork = new Map<string, number>()
  readonly #ofSession = new Map<string, number>()
  /** Those who found no place. */
  refused = 0

  get taken(): number {
    return this.#taken
  }

  isFree({ address, session, display }: Visitor): boolean {
    const free =
      this.#taken < MAX_VIEWERS &&
      (!display || this.#displays < MAX_DISPLAYS) &&
      (this.#ofNetwork.get(networkOf(address)) ?? 0) < MAX_OF_ADDRESS &&
      (session === null || (this.#ofSession.get(session) ?? 0) < MAX_OF_SESSION)
    if (!free) this.refused += 1
    return free
  }

  /** Returns what gives it back, once. */
  take(visitor: Visitor): () => void {
    this.#add(visitor, 1)
    let given = false
    return () => {
      if (!given) this.#add(visitor, -1)
      given = true
    }
  }

  #add({ address, session, display }: Visitor, by: 1 | -1): void {
    this.#taken += by
    if (display) this.#displays += by
    add(this.#ofNetwork, networkOf(address), by)
    if (session !== null) add(this.#ofSession, session, by)
  }
}

function add(counts: Map<string, number>, key: string, by: 1 | -1): void {
  const count = (counts.get(key) ?? 0) + by
  if (count === 0) counts.delete(key)
  else counts.set(key, count)
}
