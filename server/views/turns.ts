import type { DurationMs } from '../../shared/time.ts'
import type { Work } from './work.ts'

/** Work goes on for so long at a time; then it is the turn of what comes from the wire. */
const TURN: DurationMs = 5
/** Works that are under way at once; others wait for one to end, so that half-made lists do not fill the memory. */
const UNDER_WAY = 4
/** How long others have their turn, in turns of ours: less while somebody waits for a first answer. */
const REST = { awaited: 1, renewal: 2 }

/** Works that go on in turns: no long one keeps a short one waiting, and all together leave time to others. */
export class Turns {
  readonly #now: () => DurationMs
  /** What somebody waits for, and what is shown already and made anew. */
  readonly #awaited: Work<unknown>[] = []
  readonly #renewals: Work<unknown>[] = []
  #renewalsNext = false

  constructor(now: () => DurationMs) {
    this.#now = now
  }

  add(work: Work<unknown>, awaited: boolean): void {
    ;(awaited ? this.#awaited : this.#renewals).push(work)
  }

  /** Nobody wants it any more: it ends where it is. */
  drop(work: Work<unknown>): void {
    this.#remove(work)
    work.return(undefined)
  }

  #remove(work: Work<unknown>): void {
    for (const works of [this.#awaited, this.#renewals]) {
      const place = works.indexOf(work)
      if (place >= 0) works.splice(place, 1)
    }
  }

  /** One turn. Returns the rest after it; null when nothing is left to do. */
  take(): DurationMs | null {
    const begun = this.#now()
    const spent = (): DurationMs => this.#now() - begun
    do {
      const works = this.#next()
      if (!works) return null
      this.#goOn(works, spent)
    } while (spent() < TURN)
    if (this.#awaited.length + this.#renewals.length === 0) return null
    return spent() * (this.#awaited.length > 0 ? REST.awaited : REST.renewal)
  }

  /** What is awaited and what is made anew, in turns. */
  #next(): Work<unknown>[] | null {
    this.#renewalsNext = !this.#renewalsNext && this.#renewals.length > 0
    if (this.#renewalsNext || this.#awaited.length === 0) return this.#renewals.length > 0 ? this.#renewals : null
    return this.#awaited
  }

  /** The first of them, to its end or to the end of the turn. */
  #goOn(works: Work<unknown>[], spent: () => DurationMs): void {
    const [work] = works
    if (!work) return
    let isDone = work.next().done
    while (!isDone && spent() < TURN) isDone = work.next().done
    this.#remove(work)
    if (!isDone) works.splice(UNDER_WAY - 1, 0, work)
  }
}
