import type { IncomingMessage } from 'node:http'
import { TLSSocket } from 'node:tls'
import type { RequestHandler } from 'express'
import helmet from 'helmet'
import { DAY, SECOND } from '../../shared/time.ts'
import type { ClientOf } from './client-of.ts'
import type { Guard } from './guard.ts'
import { sendProblem } from './problem.ts'

/* The only file that knows helmet. */

/** A host and a port, as they may stand in a policy; the header comes from anybody, and is checked after this. */
const HOST = /^(?:\[[0-9a-f:.]+\]|[\w.-]+)(?::\d{1,5})?$/i

/** Safari once did not count a WebSocket to the same host as 'self'. */
const sockets =
  (clientOf: ClientOf) =>
  (request: IncomingMessage): string => {
    const { host } = clientOf(request)
    return HOST.test(host) ? `ws://${host} wss://${host}` : "'self'"
  }

/** A browser that came over TLS asks for it again so long: seconds. Other names of this host are not told what to do. */
const ONLY_TLS = (180 * DAY) / SECOND

/**
 * A policy that works over plain http on a network without certificates: nothing that only https may do, and nothing
 * that would send a browser to https, but for who comes over the TLS of this server itself: what a proxy in front
 * promises is its own affair. No code and no style inside the page's text.
 */
export const headers = (clientOf: ClientOf): RequestHandler => {
  const secured = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'", sockets(clientOf)],
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
  return (request, response, next) => {
    if (request.socket instanceof TLSSocket) response.set('strict-transport-security', `max-age=${ONLY_TLS}`)
    secured(request, response, next)
  }
}

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
