import type { EpochMs } from './time.ts'

/*
 * Who may do what. The routes: GET /session, POST /session, DELETE /session, PUT /session/password, GET /users,
 * PUT /users/:name, DELETE /users/:name, GET /tokens, POST /tokens, DELETE /tokens/:id, GET /audit.
 */

/**
 * `operator` does everything. `viewer` looks at all of it and takes files away, and changes nothing but its own password.
 * `display` sees what a wall shows, nothing else.
 */
export const ROLES = ['operator', 'viewer', 'display'] as const
export type Role = (typeof ROLES)[number]

/** What a person can be; a display is no person. */
export const USER_ROLES = ['operator', 'viewer'] as const
export type UserRole = (typeof USER_ROLES)[number]

/** Characters of a password; longer than the second is refused before it costs anything. */
export const PASSWORD_LENGTH = { least: 10, most: 256 } as const
export const USER_NAME = /^[\p{L}\p{N}][\p{L}\p{N}._@-]{0,63}$/u
/** Characters of the name of a token. */
export const MAX_TOKEN_NAME = 80
/** Kept at a time; a further one is refused. */
export const MAX_USERS = 1_000
export const MAX_TOKENS = 1_000

/** Who one is here. */
export interface SessionAnswer {
  role: Role
  /** null: nobody signs in here, or it was a token. */
  user: string | null
  /** false: this server asks nobody who they are. */
  needed: boolean
  /** There are users: a page may offer to sign in with a name. */
  users: boolean
  /** When the session ends if it is not used; null: no session. */
  endsAt: EpochMs | null
}
export interface SignIn {
  user: string
  password: string
}
export interface NewPassword {
  old: string
  password: string
}

export interface UserRow {
  name: string
  role: UserRole
  createdAt: EpochMs
  lastSignInAt: EpochMs | null
  /** Sessions that are open. */
  sessions: number
}
/** `password` is left out where it stays. */
export interface UserChange {
  role: UserRole
  password?: string
}

export interface UsersAnswer {
  users: readonly UserRow[]
}

export interface TokenRow {
  id: string
  name: string
  role: Role
  createdAt: EpochMs
  /** Who made it; null: on the command line, or nobody signed in. */
  createdBy: string | null
  lastUsedAt: EpochMs | null
}
export interface TokensAnswer {
  tokens: readonly TokenRow[]
}
export interface NewToken {
  name: string
  role: Role
}
/** The one time that the token itself is told: only its digest is kept. A display opens `/wall?display=TOKEN`. */
export interface MadeToken extends TokenRow {
  token: string
}

/** What is written down. Texts of it are never sent in clear: no password, no token. */
export const AUDIT_ACTIONS = [
  'signed-in',
  'sign-in-refused',
  'signed-out',
  'token-refused',
  'password-changed',
  'user-changed',
  'user-removed',
  'token-made',
  'token-revoked',
  'acknowledged',
  'acknowledgement-withdrawn',
  'silenced',
  'silence-ended',
  'exported',
  'imported',
  'import-removed',
  'named',
  'names-imported',
  'wall-changed',
  'wall-removed',
  'sender-approved',
  'channel-changed',
  'channel-removed',
  'channel-tested',
  'certificate-loaded',
] as const
export type AuditAction = (typeof AUDIT_ACTIONS)[number]

/** The newest first. */
export interface AuditRow {
  id: number
  at: EpochMs
  action: AuditAction
  /** A user, `token:NAME`, `cli:NAME` (of the operating system, by a command), or null: nobody signed in. */
  who: string | null
  role: Role | null
  /** Of the client, behind a trusted proxy as that says. */
  address: string
  /** What it was done to: a user, a file with its filter, a finding. */
  subject: string
  /** false: it was refused. */
  done: boolean
}
export interface AuditAnswer {
  rows: readonly AuditRow[]
  /** `before` of the next page; null: there are no older ones. */
  next: number | null
  /** Rows that found no room or could not be written. */
  lost: number
}
