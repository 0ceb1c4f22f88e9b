import { Router, type RequestHandler } from 'express'
import { ipKeyGenerator, rateLimit } from 'express-rate-limit'
import { notice, sentence } from '../../shared/notice.ts'
import { MINUTE, SECOND } from '../../shared/time.ts'
import type { ClientOf } from './client-of.ts'
import { Hits } from './hits.ts'
import { HttpProblem } from './problem.ts'

/* The only file that knows express-rate-limit. */

/** What is much work, how often one client may ask for it, and how much of it may be under way for it at a time. */
interface Share {
  path: RegExp
  method: 'GET' | 'POST'
  perMinute: number
  atATime: number
}

/** Far beyond what a page or a script of a person does; of all clients together each route has a limit of its own. */
export const SHARES: readonly Share[] = [
  { path: /^\/export\/[^/]+\/count\/*$/i, method: 'GET', perMinute: 600, atATime: 6 },
  { path: /^\/export\/[^/]+\/*$/i, method: 'GET', perMinute: 300, atATime: 6 },
  { path: /^\/history\/difference\/*$/i, method: 'GET', perMinute: 300, atATime: 8 },
  { path: /^\/findings\/dry-run\/*$/i, method: 'GET', perMinute: 60, atATime: 2 },
  { path: /^\/imports\/*$/i, method: 'POST', perMinute: 120, atATime: 4 },
  { path: /^\/(?:.+\/)?(?:packets?)\.pcap\/*$/i, method: 'GET', perMinute: 120, atATime: 4 },
]

/** No client takes so much that nothing is left for others. */
export function fairShare(clientOf: ClientOf): RequestHandler {
  const router = Router()
  for (const share of SHARES) {
    const limits = [perMinute(share, clientOf), atATime(share, clientOf)]
    const method = share.method === 'GET' ? new Set(['GET', 'HEAD']) : new Set(['POST'])
    router.use((request, response, next) => {
      if (!method.has(request.method) || !share.path.test(request.path)) {
        next()
        return
      }
      const [often, many] = limits
      void often?.(request, response, (error?: unknown) => {
        if (error === undefined) many?.(request, response, next)
        else next(error)
      })
    })
  }
  return router
}

/** A client of IPv6 has a whole network of addresses. */
const keyOf = (address: string): string => (address.includes(':') ? ipKeyGenerator(address, 64) : address)

const perMinute = ({ perMinute: limit }: Share, clientOf: ClientOf): RequestHandler => {
  const hits = new Hits(MINUTE)
  return rateLimit({
    windowMs: MINUTE,
    limit,
    store: hits,
    // What is refused was no work.
    skipFailedRequests: true,
    keyGenerator: (request) => keyOf(clientOf(request).address),
    standardHeaders: false,
    legacyHeaders: false,
    validate: false,
    handler: (request, _response, next) => {
      const { resetTime } = (request as { rateLimit?: { resetTime?: Date } }).rateLimit ?? {}
      const seconds = Math.max(1, Math.ceil(((resetTime?.getTime() ?? 0) - Date.now()) / SECOND))
      next(tooMany('too-often', limit, seconds))
    },
  })
}

const atATime = ({ atATime: limit }: Share, clientOf: ClientOf): RequestHandler => {
  const running = new Map<string, number>()
  return (request, response, next) => {
    const key = keyOf(clientOf(request).address)
    const now = running.get(key) ?? 0
    if (now >= limit) {
      next(tooMany('too-many-at-once', limit, 5))
      return
    }
    running.set(key, now + 1)
    response.once('close', () => {
      const left = (running.get(key) ?? 1) - 1
      if (left === 0) running.delete(key)
      else running.set(key, left)
    })
    next()
  }
}

function tooMany(code: 'too-often' | 'too-many-at-once', limit: number, seconds: number): HttpProblem {
  const why = notice(code, { limit, seconds })
  return new HttpProblem(429, sentence(why), { type: 'too-many-requests', notice: why, retryAfter: seconds })
}
