import express, { type Request, type RequestHandler, type Response, Router } from 'express'
import { API_PREFIX } from '../../shared/api.ts'
import type { Role } from '../../shared/live.ts'
import { ANY_ROLE, type GivenToken, type Guard } from './guard.ts'
import { type HttpProblem, sendProblem } from './problem.ts'

/** Octets of the form. */
const MAX_FORM = 2_048

/**
 * Lets through who shows a token; opening any page with `?token=`, or as a display with `?display=`, leaves a cookie, so
 * that it need not be said again.
 */
export function login(guard: Guard): RequestHandler {
  const router = Router()
  router.post('/login', express.urlencoded({ extended: false, limit: MAX_FORM }), (request, response) => {
    const form: unknown = request.body
    const { role, problem } = guard.enter(request, { token: field(form, 'token'), roles: ANY_ROLE })
    if (problem) askForToken(request, response, problem, ownPath(field(form, 'next')))
    else welcome(guard, role, response, ownPath(field(form, 'next')))
  })
  router.use((request, response, next) => {
    const given = isPage(request) ? givenToken(request) : null
    const { role, problem } = guard.enter(request, given)
    const path = withoutToken(request.originalUrl)
    if (problem && isPage(request)) askForToken(request, response, problem, path)
    else if (problem) sendProblem(request, response.set('www-authenticate', 'Bearer'), problem)
    else if (given === null) next()
    // A browser that came by a link of another page would not send a strict cookie along a redirect.
    else if (request.get('sec-fetch-site') === 'cross-site') moveOn(guard, role, response, path)
    else welcome(guard, role, response, path)
  })
  return router
}

/** What the address shows; the token of the displays never makes more of somebody than a display. */
function givenToken({ query }: Request): GivenToken | null {
  const { token, display } = query
  if (typeof token === 'string') return { token, roles: ANY_ROLE }
  if (typeof display === 'string') return { token: display, roles: ['display'] }
  return null
}

const isPage = ({ method, path }: Request): boolean =>
  method === 'GET' && path !== '/readyz' && !path.startsWith(`${API_PREFIX}/`)

const field = (form: unknown, name: 'token' | 'next'): string => {
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

function welcome(guard: Guard, role: Role, response: Response, path: string): void {
  leaveCookie(guard, role, response).redirect(303, path)
}

function moveOn(guard: Guard, role: Role, response: Response, path: string): void {
  leaveCookie(guard, role, response).set('refresh', `0; url=${path}`)
  response.type('html').send(document(`<p><a href="${escape(path)}">Rollcall</a></p>`))
}

function leaveCookie(guard: Guard, role: Role, response: Response): Response {
  response.set('cache-control', 'no-store')
  return guard.needsToken ? response.set('set-cookie', guard.setCookie(role)) : response
}

function askForToken(request: Request, response: Response, problem: HttpProblem, next: string): void {
  if (problem.retryAfter !== null) {
    sendProblem(request, response, problem)
    return
  }
  response
    .status(problem.status)
    .set('cache-control', 'no-store')
    .type('html')
    .send(
      document(`<p>${escape(problem.message)}</p>
<form method="post" action="/login">
<input type="hidden" name="next" value="${escape(next)}">
<label>Token <input type="password" name="token" autocomplete="current-password" autofocus required></label>
<button>Open</button>
</form>`),
    )
}

const document = (body: string): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Rollcall</title></head>
<body><main><h1>Rollcall</h1>
${body}
</main></body>
</html>
`

const escape = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;')
