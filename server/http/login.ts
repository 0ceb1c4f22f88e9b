import express, { type Request, type RequestHandler, type Response, Router } from 'express'
import { API_PREFIX } from '../../shared/api.ts'
import type { NamedUsers } from '../access/access.ts'
import { cookieOf } from '../access/secret.ts'
import { nameOf, type Who } from '../access/who.ts'
import type { AuditBook } from './contract.ts'
import { cookieFrom, leaveCookie } from './cookie.ts'
import { ANY_ROLE, type GivenToken, type Guard } from './guard.ts'
import { OPERATIONS } from './operations/index.ts'
import { bodyLimit } from './body-limit.ts'
import { leastOf } from './operations/operation.ts'
import { HttpProblem, sendProblem } from './problem.ts'
import { movingOn, signInPage } from './sign-in-page.ts'
import type { SignIn } from './sign-in.ts'

/** Octets of the form. */
const MAX_FORM = 8_192

/** What the page of who is not let in is made of. */
const PUBLIC = new Set(['/sign-in.css', '/favicon.svg'])
const OPEN = new Set(
  OPERATIONS.filter((operation) => leastOf(operation) === 'anyone').map(({ method, path }) => `${method} ${path}`),
)

/**
 * Lets through who is signed in or shows a token; opening any page with `?token=`, or as a display with `?display=`, leaves
 * a cookie, so that it need not be said again. Anybody else gets the page to sign in on. `users`: it may be with a name.
 */
export function login(
  guard: Guard,
  signIn: SignIn | null,
  users: () => NamedUsers,
  audit: AuditBook | null = null,
): RequestHandler {
  const router = Router()
  /** Whoever opens a page by the same token again and again has signed in once. */
  const write = (request: Request, cookie: string): void => {
    const { address, secure } = guard.clientOf(request)
    const who = guard.whoOf(request)
    if (!guard.needed || who === null || cookieFrom(request, secure) === cookie) return
    audit?.write({
      action: 'signed-in',
      who: nameOf(who),
      role: who.role,
      address,
      subject: nameOf(who) ?? '',
      done: true,
    })
  }
  /** `problem`: what was tried and was wrong; null: nothing was tried yet. `unasked`: the status then. */
  const ask = (
    request: Request,
    response: Response,
    problem: HttpProblem | null,
    next: string,
    unasked = 401,
  ): void => {
    const language = /^pt/.test(request.acceptsLanguages('en', 'pt-BR', 'pt') || 'en') ? 'pt-BR' : 'en'
    if (problem?.retryAfter) response.set('retry-after', String(problem.retryAfter))
    response
      .status(problem?.status ?? unasked)
      .set({ 'cache-control': 'no-store', vary: 'accept-language, cookie' })
      .type('html')
      .send(signInPage({ language, problem, next, users: users() }))
  }
  router.get('/login', (request, response) => {
    const next = ownPath(typeof request.query['next'] === 'string' ? request.query['next'] : '/')
    const { problem } = guard.enter(request)
    if (problem) ask(request, response, triedIn(request, problem), next, 200)
    else response.set('cache-control', 'no-store').redirect(303, next)
  })
  router.post(
    '/login',
    bodyLimit(MAX_FORM),
    express.urlencoded({ extended: false, limit: MAX_FORM }),
    async (request, response) => {
      const form: unknown = request.body
      const next = ownPath(field(form, 'next'))
      const [user, token] = [field(form, 'user'), field(form, 'token')]
      try {
        const byName = token === '' && user !== '' ? signIn : null
        const cookie = byName
          ? (await byName.with(request, user, field(form, 'password'))).cookie
          : byToken(guard, request, { token, roles: ANY_ROLE })
        if (!byName) write(request, cookie)
        welcome(guard, request, response, cookie, next)
      } catch (problem) {
        if (!(problem instanceof HttpProblem)) throw problem
        ask(request, response, problem, next)
      }
    },
  )
  router.use((request, response, next) => {
    if (isOpen(request)) {
      next()
      return
    }
    const given = isPage(request) ? givenToken(request) : null
    const { who, problem } = guard.enter(request, given)
    const path = withoutToken(request.originalUrl)
    if (problem && isPage(request)) ask(request, response, given ? problem : triedIn(request, problem), path)
    else if (problem) sendProblem(request, response.set('www-authenticate', 'Bearer'), problem)
    else if (given === null) {
      if (isPage(request)) renew(guard, request, response, who)
      next()
    } else {
      const cookie = cookieOf(given.token)
      write(request, cookie)
      // A browser that came by a link of another page would not send a strict cookie along a redirect.
      if (request.get('sec-fetch-site') === 'cross-site') moveOn(guard, request, response, cookie, path)
      else welcome(guard, request, response, cookie, path)
    }
  })
  return router
}

/** Who only opened a page has tried nothing, so nothing was wrong. */
const triedIn = ({ headers }: Request, problem: HttpProblem): HttpProblem | null =>
  problem.status === 401 && headers.authorization === undefined ? null : problem

/** Throws `HttpProblem`. */
function byToken(guard: Guard, request: Request, given: GivenToken): string {
  const { problem } = guard.enter(request, given)
  if (problem) throw problem
  return cookieOf(given.token)
}

/** What the address shows; the token of a display never makes more of somebody than a display. */
function givenToken({ query }: Request): GivenToken | null {
  const { token, display } = query
  if (typeof token === 'string') return { token, roles: ANY_ROLE }
  if (typeof display === 'string') return { token: display, roles: ['display'] }
  return null
}

/** Nobody has to be let in for it. */
const isOpen = ({ method, path }: Request): boolean =>
  path.startsWith(`${API_PREFIX}/`)
    ? OPEN.has(`${method} ${path.slice(API_PREFIX.length)}`)
    : PUBLIC.has(path) && (method === 'GET' || method === 'HEAD')

const isPage = ({ method, path }: Request): boolean =>
  method === 'GET' && path !== '/readyz' && path !== '/metrics' && !path.startsWith(`${API_PREFIX}/`)

const field = (form: unknown, name: 'user' | 'password' | 'token' | 'next'): string => {
  if (typeof form !== 'object' || form === null || !(name in form)) return ''
  const value: unknown = form[name as keyof typeof form]
  return typeof value === 'string' ? value : ''
}

/** A path of this server, never another one's address. */
const ownPath = (path: string): string => (/^\/(?![/\\])[\x21-\x7e]*$/.test(path) ? path : '/')

/** Reads the target by hand: `//` and the like are no URL, and come from anybody. */
function withoutToken(target: string): string {
  const [path = '', ...query] = target.split('?')
  const parameters = new URLSearchParams(query.join('?'))
  parameters.delete('token')
  parameters.delete('display')
  const rest = parameters.toString()
  return ownPath(rest === '' ? path : `${path}?${rest}`)
}

/** Browsers keep a cookie for 400 days at most, and a display hangs on its wall for longer. */
function renew(guard: Guard, request: Request, response: Response, who: Who | null): void {
  const { secure } = guard.clientOf(request)
  const cookie = cookieFrom(request, secure)
  if (who?.by !== 'session' && guard.needed && cookie !== null && !request.headers.authorization)
    leaveCookie(response, cookie, secure)
}

function welcome(guard: Guard, request: Request, response: Response, cookie: string, path: string): void {
  leave(guard, request, response, cookie).redirect(303, path)
}

function moveOn(guard: Guard, request: Request, response: Response, cookie: string, path: string): void {
  leave(guard, request, response, cookie).set('refresh', `0; url=${path}`)
  response.type('html').send(movingOn(path))
}

function leave(guard: Guard, request: Request, response: Response, cookie: string): Response {
  response.set('cache-control', 'no-store')
  if (guard.needed) leaveCookie(response, cookie, guard.clientOf(request).secure)
  return response
}
