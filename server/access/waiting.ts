/** Passwords that are worked on at a time: each takes a core, a thread and 32 MiB, and frames are to be read meanwhile. */
export const AT_ONCE = 2
/** Those that wait for it; further ones are told to come again. */
export const MAX_WAITING = 64
/** Of one address, so that one who sends many does not make all others wait. */
export const MAX_OF_ONE = 4

export class TooManyWait extends Error {}

/** Work that takes turns. */
export class Waiting {
  readonly #byWhom = new Map<string, number>()
  readonly #queue: (() => void)[] = []
  #running = 0

  /** Rejects with `TooManyWait`, or with what the work does. */
  async turn<T>(whose: string, work: () => Promise<T>): Promise<T> {
    const mine = this.#byWhom.get(whose) ?? 0
    if (mine >= MAX_OF_ONE || this.#queue.length >= MAX_WAITING) throw new TooManyWait()
    this.#byWhom.set(whose, mine + 1)
    try {
      await this.#begin()
      try {
        return await work()
      } finally {
        this.#end()
      }
    } finally {
      const left = (this.#byWhom.get(whose) ?? 1) - 1
      if (left === 0) this.#byWhom.delete(whose)
      else this.#byWhom.set(whose, left)
    }
  }

  #begin(): Promise<void> {
    if (this.#running < AT_ONCE) {
      this.#running += 1
      return Promise.resolve()
    }
    return new Promise((resolve) => this.#queue.push(resolve))
  }

  /** Who waits longest takes the place over. */
  #end(): void {
    const next = this.#queue.shift()
    if (next) next()
    else this.#running -= 1
  }
}
