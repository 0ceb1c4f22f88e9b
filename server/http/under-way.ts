import type { IncomingMessage } from 'node:http'
import type { Request, RequestHandler, Response } from 'express'
import type { Guard } from './guard.ts'

/** What is being asked and answered: who is put out meanwhile gets no more of a file, and brings none to its end. */
export class UnderWay {
  readonly #answers = new Map<Request, Response>()

  /** Of those who were let in; there are no more of them than lines. */
  watch(guard: Pick<Guard, 'whoOf'>): RequestHandler {
    return (request, response, next) => {
      if (guard.whoOf(request)) {
        this.#answers.set(request, response)
        response.once('close', () => this.#answers.delete(request))
      }
      next()
    }
  }

  /** What was asked whole and is not answered yet gets its answer: it may be the very one by which somebody goes. */
  cutOff(isMeant: (request: IncomingMessage) => boolean): void {
    for (const [request, response] of this.#answers) {
      if ((response.headersSent || isBeingSent(request)) && isMeant(request)) request.socket.destroy()
    }
  }
}

const isBeingSent = ({ complete, headers }: IncomingMessage): boolean =>
  !complete && (headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0)
