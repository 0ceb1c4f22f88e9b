import type { MadeToken } from '../../shared/access.ts'
import { DEFAULT_WALL } from '../../shared/wall.ts'
import { apiUrl } from '../api.ts'

/* What one does with a token that was just made. Pure. */

/** The address that lets a display in and shows this wall; without a token where nobody needs one. */
export function displayLink(wall: string, token: string | null, origin: string): string {
  const url = new URL(wall === DEFAULT_WALL.id ? '/wall' : `/wall/${encodeURIComponent(wall)}`, origin)
  if (token !== null) url.searchParams.set('display', token)
  return url.href
}

/** A command that shows that the token holds. It is base64url: the shell takes it as it is. */
export const curlLine = ({ token }: Pick<MadeToken, 'token'>, origin: string): string =>
  `curl -H 'Authorization: Bearer ${token}' '${new URL(apiUrl('/session'), origin).href}'`
