import { notice, sentence } from '../../shared/notice.ts'
import { Turns } from '../views/turns.ts'
import type { Work } from '../views/work.ts'
import { HttpProblem } from './problem.ts'

/** Requests whose work is under way or waits; further ones are asked to come again. */
const MAX_WAITING = 200

/** The work of all requests together goes on in turns with what comes from the wire. */
export class InTurns {
  readonly #turns = new Turns(() => performance.now())
  #resting: NodeJS.Timeout | null = null
  #waiting = 0

  async do<Result>(work: Work<Result>): Promise<Result> {
    if (this.#waiting >= MAX_WAITING) {
      const busy = notice('lists-busy', { limit: MAX_WAITING })
      throw new HttpProblem(503, sentence(busy), { notice: busy, retryAfter: 2 })
    }
    this.#waiting += 1
    try {
      return await this.#done(work)
    } finally {
      this.#waiting -= 1
    }
  }

  #done<Result>(work: Work<Result>): Promise<Result> {
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
