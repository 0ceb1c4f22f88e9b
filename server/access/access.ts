import type { NewToken, TokenRow, UserChange, UserRow } from '../../shared/access.ts'
import { notice, type Notice } from '../../shared/notice.ts'
import type { EpochMs } from '../../shared/time.ts'
import { takeOver } from './earlier.ts'
import type { OutsideChange } from './outside.ts'
import { Passwords } from './password.ts'
import { cookieOf } from './secret.ts'
import { endOf, SessionBook, type Session } from './sessions.ts'
import { TokenBook, type KeptToken } from './tokens.ts'
import { userKey, UserBook } from './users.ts'
import type { Who } from './who.ts'

export interface AccessOptions {
  folder: string
  /** One can call from beyond this machine: then nobody comes in unasked, whatever the files say. */
  beyond: boolean
  /** There is an operator's token that is kept nowhere. */
  hasToken: boolean
  now: () => EpochMs
  /** Somebody is out, or may do something else. */
  onChange: () => void
  /** Somebody else wrote the files: a command, or an editor. */
  onOutside?: (what: OutsideChange) => void
  log: (sentence: string) => void
}

/** `unknown`: the file that names them is damaged or gone. */
export type NamedUsers = 'some' | 'none' | 'unknown'

export type SignedIn = { who: Who; cookie: string }

/** Who may come in: users with their sessions, and tokens. */
export class Access {
  readonly #users: UserBook
  readonly #tokens: TokenBook
  readonly #sessions: SessionBook
  readonly #passwords = new Passwords()
  readonly #options: AccessOptions

  constructor(options: AccessOptions) {
    const { folder, beyond, now, log } = options
    this.#options = options
    this.#users = new UserBook(folder)
    this.#tokens = new TokenBook(folder)
    this.#sessions = new SessionBook(folder, now(), log)
    takeOver(folder, this.#tokens, beyond, now(), log)
    for (const { path, damaged } of [this.#users, this.#tokens]) {
      if (damaged) log(`Cannot read ${path}: nobody whom it may have named is let in. ${REPAIR}`)
    }
    if (this.#sessions.damaged) log(`Cannot read ${this.#sessions.path}; everybody has to sign in again.`)
  }

  /** Somebody or something could come in. */
  get any(): boolean {
    return this.#options.hasToken || this.#users.all.length > 0 || this.#peopleTokens > 0
  }

  /** Nobody comes in unasked. On this machine alone, where nobody was ever named, everybody may. */
  get needed(): boolean {
    return this.#options.beyond || this.any || this.#users.unknown || this.#tokens.unknown
  }

  get hasUsers(): boolean {
    return this.#users.all.length > 0
  }

  get named(): NamedUsers {
    if (this.hasUsers) return 'some'
    return this.#users.unknown ? 'unknown' : 'none'
  }

  /** A file of before cannot be read: it is no reason to refuse the start, since nobody comes in by it. */
  get damaged(): boolean {
    return this.#users.damaged || this.#tokens.damaged
  }

  get #peopleTokens(): number {
    return this.#tokens.all.filter(({ role }) => role !== 'display').length
  }

  byToken(token: string): Who | null {
    return this.#ofToken(this.#tokens.byToken(token))
  }

  /** Of a session, or of a browser that showed a token. */
  byCookie(cookie: string): Who | null {
    const now = this.#options.now()
    const session = this.#sessions.byId(cookie, now)
    return session ? this.#ofSession(session) : this.#ofToken(this.#tokens.byCookie(cookie))
  }

  /** Whether who came in may still be there. */
  holds(who: Who): boolean {
    switch (who.by) {
      case 'nobody':
        return !this.needed
      case 'given':
        return true
      case 'token':
        return this.#ofToken(this.#tokens.byId(who.id)) !== null
      case 'session': {
        const session = this.#sessions.byDigest(who.session, this.#options.now())
        return session !== null && this.#ofSession(session) !== null
      }
    }
  }

  #ofToken(kept: KeptToken | null): Who | null {
    if (!kept) return null
    this.#sessions.useToken(kept.id, this.#options.now())
    return { by: 'token', role: kept.role, id: kept.id, name: kept.name }
  }

  #ofSession(session: Session): Who | null {
    const user = this.#users.find(session.user)
    if (user?.generation !== session.generation) return null
    this.#sessions.use(session, this.#options.now())
    return { by: 'session', role: user.role, user: user.name, session: session.digest, endsAt: endOf(session) }
  }

  /** The name of a user as it is written; null: there is none of it, and what was typed may be anything. */
  knownAs(name: string): string | null {
    return this.#users.find(name)?.name ?? null
  }

  /** null: the name or the password is wrong. Rejects with `TooManyWait`. */
  async signIn(name: string, password: string, address: string): Promise<SignedIn | null> {
    const asked = this.#users.find(name)
    if (!(await this.#passwords.matches(password, asked?.password ?? null, address))) return null
    // It may have been taken away or changed meanwhile.
    const user = this.#users.find(name)
    return user && user.generation === asked?.generation ? this.#begin(user.name) : null
  }

  #begin(name: string): SignedIn | null {
    const user = this.#users.find(name)
    if (!user) return null
    const { id, session } = this.#sessions.begin(userKey(user.name), user.generation, this.#options.now())
    const who = this.#ofSession(session)
    return who && { who, cookie: id }
  }

  /** It is over at once; for ever, when it resolves: then it is so on the disk. */
  async signOut(who: Who): Promise<void> {
    if (who.by !== 'session') return
    this.#sessions.end(who.session, this.#options.now())
    this.#options.onChange()
    await this.#sessions.flush()
  }

  /** One's own: all other sessions are over. Answers the new session, why not, or null where the old one is wrong. */
  async changePassword(
    user: string,
    old: string,
    password: string,
    address: string,
  ): Promise<SignedIn | Notice | null> {
    const before = this.#users.find(user)
    if (!before || !(await this.#passwords.matches(old, before.password, address))) return null
    const hashed = await this.#passwords.hash(password, address)
    const now = this.#users.find(user)
    if (!now || now.generation !== before.generation) return null
    const why = this.#users.put(user, now.role, hashed, this.#options.now())
    if (why) return why
    const begun = this.#begin(user)
    this.#changed()
    return begun
  }

  users(): UserRow[] {
    const now = this.#options.now()
    return this.#users.all.map(({ name, role, createdAt }) => ({
      name,
      role,
      createdAt,
      lastSignInAt: this.#sessions.signedInAt(userKey(name)),
      sessions: this.#sessions.of(userKey(name), now),
    }))
  }

  async putUser(name: string, { role, password }: UserChange, address: string): Promise<Notice | null> {
    this.look()
    if (role !== 'operator' && !this.#hasOperatorWithout({ user: name })) return notice('last-operator')
    const hashed = password === undefined ? null : await this.#passwords.hash(password, address)
    if (role !== 'operator' && !this.#hasOperatorWithout({ user: name })) return notice('last-operator')
    const why = this.#users.put(name, role, hashed, this.#options.now())
    this.#changed()
    return why
  }

  removeUser(name: string): Notice | null {
    this.look()
    if (this.#users.find(name) && !this.#hasOperatorWithout({ user: name })) return notice('last-operator')
    const why = this.#users.remove(name)
    this.#changed()
    return why
  }

  tokens(): TokenRow[] {
    return this.#tokens.all.map((kept) => this.#row(kept))
  }

  addToken(wanted: NewToken, createdBy: string | null): { row: TokenRow; token: string } | { why: Notice } {
    this.look()
    // A display alone shuts no door.
    if (wanted.role === 'viewer' && !this.#hasOperatorWithout({})) return { why: notice('last-operator') }
    const added = this.#tokens.add(wanted, createdBy, this.#options.now())
    if (added.why) return { why: added.why }
    this.#changed()
    return { row: this.#row(added.kept), token: added.token }
  }

  removeToken(id: string): Notice | null {
    this.look()
    const kept = this.#tokens.byId(id)
    if (kept && kept.role !== 'display' && !this.#hasOperatorWithout({ token: id })) return notice('last-operator')
    const why = this.#tokens.remove(id)
    this.#changed()
    return why
  }

  /** What a browser keeps of a token that it showed. */
  cookieOfToken(token: string): string {
    return cookieOf(token)
  }

  /** Reads what others wrote; call it often. Ends what is over, and writes down who was here. */
  look(): void {
    const users = this.#users.look()
    const before = new Set(this.#tokens.all.map(({ id }) => id))
    const tokens = this.#tokens.look()
    if (users) this.#options.onOutside?.('user-changed')
    if (tokens) {
      const after = this.#tokens.all.map(({ id }) => id)
      if (after.some((id) => !before.has(id))) this.#options.onOutside?.('token-made')
      if ([...before].some((id) => !after.includes(id))) this.#options.onOutside?.('token-revoked')
    }
    if (users || tokens) this.#changed()
    this.#sessions.look(this.#options.now())
  }

  /** Before the end. */
  async close(): Promise<void> {
    await this.#sessions.flush()
  }

  #row({ id, name, role, createdAt, createdBy }: KeptToken): TokenRow {
    return { id, name, role, createdAt, createdBy, lastUsedAt: this.#sessions.usedAt(id) }
  }

  /** Somebody must be left who can let others in. */
  #hasOperatorWithout({ user, token }: { user?: string; token?: string }): boolean {
    const isLeft = ({ name }: { name: string }): boolean => user === undefined || userKey(name) !== userKey(user)
    return (
      this.#options.hasToken ||
      this.#users.all.some((one) => one.role === 'operator' && isLeft(one)) ||
      this.#tokens.all.some((one) => one.role === 'operator' && one.id !== token)
    )
  }

  #changed(): void {
    this.#sessions.keepOnly(
      ({ user, generation }) => this.#users.find(user)?.generation === generation,
      new Set(this.#users.all.map(({ name }) => userKey(name))),
      new Set(this.#tokens.all.map(({ id }) => id)),
    )
    this.#options.onChange()
  }
}

const REPAIR = 'Remedy: put a copy of it in its place, or move it away and use rollcall user add.'
