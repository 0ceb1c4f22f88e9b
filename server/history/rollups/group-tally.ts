import type { DurationMs, EpochMs } from '../../../shared/time.ts'

/** What moves the number of a group's members. `stopped`: nobody watches any more; `resumed`: it went on after a gap. */
export type GroupChange = 'joined' | 'left' | 'expired' | 'stopped' | 'resumed'

/** How a group stands between two steps. */
export interface GroupStand {
  readonly members: number
  /** Nobody watched at its end: what follows begins with none. */
  readonly stopped: boolean
}
export const NOBODY: GroupStand = { members: 0, stopped: false }

/** What a step leaves to the next. */
export const leftBy = ({ members, stopped }: GroupStand): number => (stopped ? 0 : members)

/** The step that a moment lies in, from 1970 on. */
export const stepOf = (at: EpochMs, width: DurationMs): number => Math.floor(at / width)

/** One group in one step (an hour, a minute), while it is counted. */
export class GroupTally implements GroupStand {
  readonly step: number
  readonly #width: DurationMs
  /** What it began with. */
  base: number
  #least: number
  most: number
  joins = 0
  leaves = 0
  expiries = 0
  /** Member-milliseconds, if nothing more happens in it. */
  held: number
  #now: number
  /** Before nobody watched any more. */
  #known: number
  #stopping = false

  constructor(step: number, width: DurationMs, before: GroupStand) {
    this.step = step
    this.#width = width
    this.base = this.#now = this.#known = this.most = leftBy(before)
    // What comes back after a stop is not there at once: nothing is the least only when it was seen.
    this.#least = before.stopped ? Infinity : this.base
    this.held = this.base * width
  }

  /** Nobody watched at its end. A clock that was set back can leave members that a later run saw. */
  get stopped(): boolean {
    return this.#stopping && this.#now === 0
  }
  /** At its end, or at the last moment that was watched. */
  get members(): number {
    return this.stopped ? this.#known : this.#now
  }
  get least(): number {
    return Number.isFinite(this.#least) ? this.#least : 0
  }

  take(change: GroupChange, at: EpochMs, count = 1): void {
    const gone = change === 'left' || change === 'expired' || change === 'stopped'
    const by = gone ? -Math.min(count, this.#now) : count
    this.#now += by
    this.held += by * ((this.step + 1) * this.#width - at)
    this.#stopping = change === 'stopped'
    if (change === 'joined') this.joins += count
    else if (change === 'left') this.leaves += count
    else if (change === 'expired') this.expiries += count
    if (this.#stopping) return
    this.#known = this.#now
    this.#least = Math.min(this.#least, this.#now)
    this.most = Math.max(this.most, this.#now)
  }

  /** It began with others than was thought. */
  shift(by: number): void {
    this.base += by
    this.#now += by
    this.#known += by
    this.#least += by
    this.most += by
    this.held += by * this.#width
  }
}
