import { unescape } from 'node:querystring'
import type { Request } from 'express'
import type { Audited } from './operation.ts'

/** A member of a body that may be anything; undefined: there is none. */
export function inBody({ body }: Pick<Request, 'body'>, name: string): unknown {
  const given: unknown = body
  return typeof given === 'object' && given !== null ? (given as Record<string, unknown>)[name] : undefined
}

/** The same as text. */
export function textInBody(request: Pick<Request, 'body'>, name: string): string {
  const value = inBody(request, name)
  return typeof value === 'string' ? value : ''
}

/** A parameter as text; '' when there is none, or several. */
export function inQuery({ query }: Pick<Request, 'query'>, name: string): string {
  const value = query[name]
  return typeof value === 'string' ? value : ''
}

/** Which file, and of what: its parameters as they stand in the address. */
export const TAKEN: Audited = {
  action: 'exported',
  subject: ({ originalUrl }) => withoutSecrets(originalUrl.replace(/^\/api\/v1\//, '')),
}

const SECRETS = new Set(['token', 'display'])
/** A token in the address lets nobody take a file, but who is signed in may put it there: it must not stand in the log. */
const withoutSecrets = (address: string): string =>
  address.replace(/([?&][^=&]*=)[^&]*/g, (parameter, name: string) =>
    SECRETS.has(unescape(name.slice(1, -1)).toLowerCase()) ? `${name}...` : parameter,
  )
