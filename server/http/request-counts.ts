import type { RequestHandler } from 'express'

/** How many requests were answered, by the class of their status. */
export class RequestCounts {
  readonly #counts: Record<string, number> = { '2xx': 0, '3xx': 0, '4xx': 0, '5xx': 0 }

  get counts(): Readonly<Record<string, number>> {
    return this.#counts
  }

  /** One that is cut off before its answer is whole counts too. */
  readonly count: RequestHandler = (_request, response, next) => {
    response.on('close', () => {
      const status = `${Math.floor(response.statusCode / 100)}xx`
      this.#counts[status] = (this.#counts[status] ?? 0) + 1
    })
    next()
  }
}
