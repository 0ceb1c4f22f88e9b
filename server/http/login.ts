import express, { type Request, type RequestHandler, type Response, Router } from 'express'
import { API_PREFIX } from '../../shared/api.ts'
import type { Guard } from './guard.ts'
import { type HttpProblem, sendProblem } from './problem.ts'

/** Octets of the form. */
const MAX_FORM = 2_048

/** Lets through who shows the token; opening any page with `?token=` leaves a cookie, so that it need not be said again. */
export function login(guard: Guard): RequestHandler {
  const router = Router()
  router.post('/login', express.urlencoded({ extended: false, limit: MAX_FORM }), (request, response) => {
    const form: unknown = request.body
    const problem = guard.checkToken(request, field(form, 'token'))
    if (problem) askForToken(request, response, problem, ownPath(field(form, 'next')))
    else welcome(guard, response, ownPath(field(form, 'next')))
  })
  router.use((request, response, next) => {
    const token = isPage(request) ? request.query['token'] : undefined
    const given = guard.needsToken && typeof token === 'string' ? token : null
    const problem = guard.checkToken(request, given)
    const path = withoutToken(request.originalUrl)
    if (problem && isPage(request)) askForToken(request, response, problem, path)
    else if (problem) sendProblem(request, response.set('www-authenticate', 'Bearer'), problem)
    else if (given === null) next()
    // A browser that came by a link of another page would not send a strict cookie along a redirect.
    else if (request.get('sec-fetch-site') === 'cross-site') moveOn(guard, response, path)
    else welcome(guard, response, path)
  })
  return router
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
  const rest = parameters.toString()
  return ownPath(rest === '' ? path : `${path}?${rest}`)
}

function welcome(guard: Guard, response: Response, path: string): void {
  response.set('set-cookie', guard.setCookie()).set('cache-control', 'no-store').redirect(303, path)
}

function moveOn(guard: Guard, response: Response, path: string): void {
  response.set('set-cookie', guard.setCookie()).set('cache-control', 'no-store').set('refresh', `0; url=${path}`)
  response.type('html').send(document(`<p><a href="${escape(path)}">Rollcall</a></p>`))
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
