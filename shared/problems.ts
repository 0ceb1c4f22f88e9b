/*
 * The kinds of errors that the API answers with (RFC 9457). `type` of a problem is `PROBLEM_PREFIX` and the name: an
 * address on this server, where the documentation says what is said here. A name stays what it means for ever.
 */

export const PROBLEM_PREFIX = '/api/problems/'

export interface ProblemKind {
  status: number
  title: string
  /** What it means and what one can do about it. */
  text: string
}

export const PROBLEMS = {
  'parameter-invalid': {
    status: 400,
    title: 'A parameter cannot be used',
    text: 'A parameter is unknown, is there twice, is missing, or has a value that it cannot have. `detail` names it.',
  },
  'filter-unreadable': {
    status: 400,
    title: 'The filter cannot be read',
    text: 'The filter does not follow its grammar, or has a field that this list does not have. `column` is where, counted from 1.',
  },
  'cursor-unreadable': {
    status: 400,
    title: 'The cursor cannot be read',
    text: 'A cursor is what `next` of the page before gave, with the same `sort` and `order`. Begin again without one.',
  },
  'body-invalid': {
    status: 400,
    title: 'The body cannot be used',
    text: 'The body of the request is no JSON, lacks something, or has a value that it cannot have. `detail` names it.',
  },
  'token-needed': {
    status: 401,
    title: 'Sign in, or show a token',
    text: 'The server asks who you are. A page signs in with a name and a password (`POST /session`); programs send `Authorization: Bearer TOKEN` with a token that an operator made.',
  },
  'not-allowed': {
    status: 403,
    title: 'This is not allowed',
    text: 'Viewers change nothing, displays see what a wall shows, and a page of another server must not act here. `detail` says which it is.',
  },
  'not-found': {
    status: 404,
    title: 'There is no such thing',
    text: 'The address is none of this API, or what it names is not there (any more).',
  },
  'method-not-allowed': {
    status: 405,
    title: 'This method does nothing here',
    text: 'The header `Allow` has the methods that do.',
  },
  'not-acceptable': {
    status: 406,
    title: 'There is no answer of a type that is accepted',
    text: 'The header `Accept` leaves out the one type that the answer has. Send `*/*`, or none.',
  },
  'not-done': {
    status: 409,
    title: 'It was not done, or is not kept',
    text: 'There is no room for it, or it cannot be written to the disk. `detail` says which, and the remedy.',
  },
  'changed-meanwhile': {
    status: 412,
    title: 'It was changed meanwhile',
    text: 'What `If-Match` was about is another now. Read it again, and decide again.',
  },
  'body-too-long': {
    status: 413,
    title: 'The body is too long',
    text: 'A body has a limit, which the description of the operation tells.',
  },
  'type-not-supported': {
    status: 415,
    title: 'The body has another type',
    text: 'The header `Content-Type` has to be the one that `detail` names.',
  },
  'wrong-host': {
    status: 421,
    title: 'This server has another name',
    text: 'The server answers to the names that it knows, so that no page of a stranger can read it. `--allow-host` adds one.',
  },
  'too-many-attempts': {
    status: 429,
    title: 'Too many wrong attempts',
    text: 'Wait as many seconds as `Retry-After` says.',
  },
  'too-many-requests': {
    status: 429,
    title: 'Too many requests of this kind',
    text: 'What is much work has a limit for each client: so many a minute, and so many at a time. Wait as many seconds as `Retry-After` says.',
  },
  'too-slow': {
    status: 408,
    title: 'The body came too slowly',
    text: 'The server waits for a body for half a minute, and for a capture as long as it flows.',
  },
  'request-unreadable': {
    status: 400,
    title: 'The request cannot be read',
    text: 'Its address is no UTF-8, or its body breaks off.',
  },
  'server-failed': {
    status: 500,
    title: 'The server failed',
    text: 'Nobody foresaw this; the log of the server says more.',
  },
  busy: {
    status: 503,
    title: 'The server is busy',
    text: 'Others are being answered. Ask again after as many seconds as `Retry-After` says.',
  },
  unavailable: {
    status: 503,
    title: 'What this needs is not there',
    text: 'The server keeps no history, or it cannot be read or written now. `detail` has the remedy.',
  },
} as const satisfies Record<string, ProblemKind>
export type ProblemName = keyof typeof PROBLEMS
export const PROBLEM_NAMES = Object.keys(PROBLEMS) as readonly ProblemName[]
