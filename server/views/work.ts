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

/** Work that several wait for. Each of them goes on with it when it is its turn, so none waits for another. */
export class SharedWork<Result> {
  readonly #work: Work<Result>
  #outcome: Outcome<Result> | null = null

  constructor(work: Work<Result>) {
    this.#work = work
  }

  get isDone(): boolean {
    return this.#outcome !== null
  }

  *wait(): Work<Result> {
    while (!this.#outcome) {
      this.#step()
      if (!this.isDone) yield
    }
    if ('error' in this.#outcome) throw this.#outcome.error
    return this.#outcome.value
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
