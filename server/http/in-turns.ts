import { Turns } from '../views/turns.ts'
import type { Work } from '../views/work.ts'

/** The work of all requests together goes on in turns with what comes from the wire. */
export class InTurns {
  readonly #turns = new Turns(() => performance.now())
  #resting: NodeJS.Timeout | null = null

  do<Result>(work: Work<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#turns.add(settling(work, resolve, reject), true)
      this.#goOn()
    })
  }

  #goOn(): void {
    if (this.#resting) return
    const rest = this.#turns.take()
    if (rest === null) return
    this.#resting = setTimeout(() => {
      this.#resting = null
      this.#goOn()
    }, rest)
  }
}

function* settling<Result>(
  work: Work<Result>,
  resolve: (result: Result) => void,
  reject: (error: unknown) => void,
): Work<void> {
  try {
    resolve(yield* work)
  } catch (error) {
    reject(error)
  }
}
