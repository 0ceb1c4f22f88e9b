import { formatAddress, type Address } from '../../shared/address.ts'
import { SequenceGaps } from './sequence.ts'

/** Senders and sessions whose numbers are followed; frames of further ones are counted, not followed. */
const MAX_NUMBERED = 256

/** Mirror frames of one sender and tunnel that were lost on the way. */
interface Loss {
  sender: string
  /** The tunnel as it stands in a segment's path: `erspan:5`. */
  tunnel: string
  lost: number
  reordered: number
}

interface Numbered {
  sender: Address
  tunnel: string
  gaps: SequenceGaps
}

/** What the numbered mirrors within one source lost. */
export class Losses {
  readonly #known = new Map<string, Numbered>()
  /** Whose frame came last: mostly the next one is its as well. */
  #last: Numbered | null = null
  /** Frames of senders beyond the bound. */
  unfollowed = 0

  see(sender: Address, tunnel: string, number: number): void {
    const last = this.#last
    const numbered = last?.sender === sender && last.tunnel === tunnel ? last : this.#find(sender, tunnel)
    if (numbered) numbered.gaps.see(number)
    else this.unfollowed += 1
    this.#last = numbered
  }

  get lost(): number {
    return this.list().reduce((sum, { lost }) => sum + lost, 0)
  }

  get reordered(): number {
    return this.list().reduce((sum, { reordered }) => sum + reordered, 0)
  }

  list(): Loss[] {
    return [...this.#known.values()].map(({ sender, tunnel, gaps: { lost, reordered } }) => {
      return { sender: formatAddress(sender), tunnel, lost, reordered }
    })
  }

  #find(sender: Address, tunnel: string): Numbered | null {
    const key = `${sender} ${tunnel}`
    const known = this.#known.get(key)
    if (known) return known
    if (this.#known.size >= MAX_NUMBERED) return null
    const numbered = { sender, tunnel, gaps: new SequenceGaps() }
    this.#known.set(key, numbered)
    return numbered
  }
}
