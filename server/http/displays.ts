import { Router, type RequestHandler } from 'express'
import { notice, sentence, type NoticeCode } from '../../shared/notice.ts'
import type { Guard } from './guard.ts'
import { HttpProblem } from './problem.ts'

/** What only reads and is still no display's business: tokens, and what costs long work. */
const NOT_FOR_DISPLAYS = [
  '/display-token',
  '/export',
  '/exports',
  '/findings/dry-run',
  '/imports',
  '/history/events',
  '/history/memberships',
]
/** Files to take away, which tell who watched what. */
const FILES = /\.(csv|pcap|jsonl?)\/*$/i
const LOOKING = new Set(['GET', 'HEAD'])

/** What somebody may do who came with the token of the displays; everybody else passes. */
export function displays(guard: Guard): Router {
  const router = Router()
  router.use((request, _response, next) => {
    if (guard.roleOf(request) === 'display') {
      if (!LOOKING.has(request.method)) throw refusal('display-looks-only')
      if (FILES.test(request.path)) throw refusal('display-no-files')
    }
    next()
  })
  const closed: RequestHandler = (request, _response, next) => {
    if (guard.roleOf(request) === 'display') throw refusal('display-no-files')
    next()
  }
  router.use(NOT_FOR_DISPLAYS, closed)
  return router
}

function refusal(code: NoticeCode): HttpProblem {
  const why = notice(code)
  return new HttpProblem(403, sentence(why), { notice: why })
}
