import { isIP } from 'node:net'
import express, { type Router } from 'express'
import { sentence, type Notice } from '../../../shared/notice.ts'
import type { Subject } from '../../views/subject.ts'
import { bodyLimit } from '../body-limit.ts'
import { HttpProblem } from '../problem.ts'
import { SENDER_BODY_LIMIT } from '../sender-body.ts'

/** Lets a sender of mirrored frames in. Returns why not, or null. */
export type Approve = (source: string, address: string) => Notice | null

export function approval(router: Router, subject: Subject, approve: Approve): void {
  router.post(
    '/sources/:name/senders/:address/approve',
    bodyLimit(SENDER_BODY_LIMIT),
    express.json({ limit: SENDER_BODY_LIMIT }),
    (request, response) => {
      // A form of another page cannot send this type without being asked first.
      if (!request.is('application/json')) {
        throw new HttpProblem(415, 'Send this with Content-Type: application/json (the body may be {}).')
      }
      const { name, address } = request.params
      if (!subject.taps.some((tap) => tap.source().name === name)) {
        throw new HttpProblem(404, `There is no source ${name}.`)
      }
      if (isIP(address) === 0) throw new HttpProblem(400, `${address} is no address.`)
      const refusal = approve(name, address)
      if (refusal) throw new HttpProblem(409, sentence(refusal), { notice: refusal })
      response.status(204).end()
    },
  )
}
