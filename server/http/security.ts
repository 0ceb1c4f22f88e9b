import type { IncomingMessage } from 'node:http'
import type { RequestHandler } from 'express'
import helmet from 'helmet'
import type { Guard } from './guard.ts'
import { sendProblem } from './problem.ts'

/* The only file that knows helmet. */

/** Safari once did not count a WebSocket to the same host as 'self'. The Host header was checked before this. */
const sockets = (request: IncomingMessage): string => {
  const { host = '' } = request.headers
  return `ws://${host} wss://${host}`
}

/**
 * A policy that works over plain http on a network without certificates: nothing that only https may do, and nothing
 * that would send a browser to https. No code and no style inside the page's text.
 */
export const headers = (): RequestHandler =>
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'", sockets],
        mediaSrc: ["'self'"],
        manifestSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: false,
    xFrameOptions: { action: 'deny' },
    // Browsers ignore these two over plain http, and complain about them.
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    // Without a referrer a browser's form would come from the origin "null".
    referrerPolicy: { policy: 'same-origin' },
  })

export const knownHost =
  (guard: Guard): RequestHandler =>
  (request, response, next) => {
    const problem = guard.checkHost(request)
    if (problem) sendProblem(request, response, problem)
    else next()
  }

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

export const ownOrigin =
  (guard: Guard): RequestHandler =>
  (request, response, next) => {
    const problem = SAFE.has(request.method) ? null : guard.checkOrigin(request)
    if (problem) sendProblem(request, response, problem)
    else next()
  }
