import type { IncomingMessage, ServerResponse } from 'node:http'
import { DAY, SECOND } from '../../shared/time.ts'

const PLAIN = 'rollcall'
/** A browser takes such a name over TLS alone, and from this very host (RFC 6265bis s4.1.3.2). */
const SECURE = `__Host-${PLAIN}`
/** Browsers keep none for longer. */
const LONGEST = (400 * DAY) / SECOND
/** Characters; a longer one is none of ours. */
const MAX_VALUE = 200

export const cookieName = (secure: boolean): string => (secure ? SECURE : PLAIN)

/** Over TLS only what was set over TLS counts: the other one anybody on the way could have set. */
export function cookieFrom(request: IncomingMessage, secure: boolean): string | null {
  const wanted = cookieName(secure)
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [name, value] = part.trim().split('=')
    if (name === wanted && value !== undefined && value !== '' && value.length <= MAX_VALUE) return value
  }
  return null
}

/** A browser has one: it is who it was last. `value`: null takes it away. */
export function leaveCookie(response: ServerResponse, value: string | null, secure: boolean): void {
  const age = value === null ? 0 : LONGEST
  const more = secure ? '; Secure' : ''
  response.setHeader(
    'set-cookie',
    `${cookieName(secure)}=${value ?? ''}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${age}${more}`,
  )
}
