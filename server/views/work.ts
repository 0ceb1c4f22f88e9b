/**
 * Work that is done in parts: it yields where it may be interrupted, and gives its result in the end. Whoever drives it
 * has the clock and says when it goes on; what it looks at may have changed by then.
 */
export type Work<Result> = Generator<undefined, Result, undefined>

/** Items that are looked at between two places where work may be interrupted: some tens of microseconds. */
export const PART = 256

/** In one go. */
export function done<Result>(work: Work<Result>): Result {
  while (true) {
    const step = work.next()
    if (step.done) return step.value
  }
}

type Outcome<Result> = { readonly value: Result } | { readonly error: unknown }

/**
 * Work that several wait for. Each of them goes on with it when it is its turn, so none waits for another. When the last
 * of them goes away it ends where it is, so that what nobody waits for holds no memory.
 */
export class SharedWork<Result> {
  readonly #work: Work<Result>
  #waiting = 0
  #outcome: Outcome<Result> | null = null

  constructor(work: Work<Result>) {
    this.#work = work
  }

  get isDone(): boolean {
    return this.#outcome !== null
  }

  /** Nobody waited for it to the end, or it threw. */
  get failed(): boolean {
    return this.#outcome !== null && 'error' in this.#outcome
  }

  *wait(): Work<Result> {
    this.#waiting += 1
    try {
      while (!this.#outcome) {
        this.#step()
        if (!this.isDone) yield
      }
    } finally {
      this.#waiting -= 1
      if (this.#waiting === 0 && !this.#outcome) this.#abandon()
    }
    if ('error' in this.#outcome) throw this.#outcome.error
    return this.#outcome.value
  }

  #abandon(): void {
    this.#outcome = { error: new Error('nobody waits for this any more') }
    this.#work.return(undefined as Result)
  }

  #step(): void {
    try {
      const step = this.#work.next()
      if (step.done) this.#outcome = { value: step.value }
    } catch (error) {
      this.#outcome = { error }
    }
  }
}
