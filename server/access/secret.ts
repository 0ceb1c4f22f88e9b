import { createHash, createHmac, randomBytes } from 'node:crypto'

/** 192 bits: nobody guesses it, so that one quick digest keeps it as well as a slow one would. */
const TOKEN_OCTETS = 24
/** 256 bits, in the cookie of a session. */
const SESSION_OCTETS = 32

export const newToken = (): string => randomBytes(TOKEN_OCTETS).toString('base64url')
export const newSessionId = (): string => randomBytes(SESSION_OCTETS).toString('base64url')
/** Names a thing in an address; it opens nothing. */
export const newId = (): string => randomBytes(9).toString('base64url')

/** What is kept of a secret. One finds it by this: how long the search takes tells about the digest alone. */
export const digestOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url')

/** What a browser keeps of a token: made of it, but not it. The same token gives the same, for ever. */
export const cookieOf = (token: string): string =>
  createHmac('sha256', token).update('rollcall page').digest('base64url')
