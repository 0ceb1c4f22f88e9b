import { join } from 'node:path'
import { z } from 'zod'
import { DAY, MINUTE, type DurationMs, type EpochMs } from '../../shared/time.ts'
import { Snapshot } from '../snapshot.ts'
import { digestOf, newSessionId } from './secret.ts'

const SESSIONS_FILE = 'sessions.json'
/** Without being used. */
export const IDLE: DurationMs = 30 * DAY
/** However much it is used; browsers keep no cookie for longer. */
export const LONGEST: DurationMs = 400 * DAY
/** Of all, and of one person; the one that was not used for longest goes first. */
export const MAX_SESSIONS = 10_000
export const MAX_OF_USER = 100
/** That a session is used is written down so often. */
const USE_WRITTEN: DurationMs = MINUTE

const digest = z.string().regex(/^[A-Za-z0-9_-]{43}$/)
const State = z.object({
  sessions: z
    .array(
      z.object({
        digest,
        /** The key of the user, and what it was when the session began. */
        user: z.string(),
        generation: z.string(),
        createdAt: z.number(),
        usedAt: z.number(),
      }),
    )
    .max(MAX_SESSIONS),
  /** The last time of each: of users by key, of tokens by id. */
  signedIn: z.record(z.string(), z.number()),
  used: z.record(z.string(), z.number()),
})
export type Session = z.infer<typeof State>['sessions'][number]

export const endOf = ({ createdAt, usedAt }: Session): EpochMs => Math.min(usedAt + IDLE, createdAt + LONGEST)

/** Who is signed in, over restarts; of a session only the digest of its id is kept. And when who came last. */
export class SessionBook {
  readonly #file: Snapshot<z.infer<typeof State>>
  readonly #sessions = new Map<string, Session>()
  readonly #signedIn = new Map<string, EpochMs>()
  readonly #used = new Map<string, EpochMs>()
  #writtenAt: EpochMs
  #dirty = false
  /** It could not be read: everybody signs in anew. */
  readonly damaged: boolean

  constructor(folder: string, now: EpochMs, log: (sentence: string) => void) {
    const path = join(folder, SESSIONS_FILE)
    this.#file = new Snapshot(path, () => this.#state(), tellUnwritten(path, log))
    this.#writtenAt = now
    const kept = this.#kept()
    this.damaged = kept === 'damaged'
    if (kept === 'damaged' || kept === null) return
    for (const session of kept.sessions) this.#sessions.set(session.digest, session)
    for (const [user, at] of Object.entries(kept.signedIn)) this.#signedIn.set(user, at)
    for (const [token, at] of Object.entries(kept.used)) this.#used.set(token, at)
  }

  #kept(): z.infer<typeof State> | 'damaged' | null {
    try {
      return this.#file.read(State)
    } catch {
      return 'damaged'
    }
  }

  #state(): z.infer<typeof State> {
    return {
      sessions: [...this.#sessions.values()],
      signedIn: Object.fromEntries(this.#signedIn),
      used: Object.fromEntries(this.#used),
    }
  }

  get path(): string {
    return this.#file.path
  }

  /** Returns the id, which is told to the browser alone. */
  begin(user: string, generation: string, now: EpochMs): { id: string; session: Session } {
    const id = newSessionId()
    const session = { digest: digestOf(id), user, generation, createdAt: now, usedAt: now }
    const mine = [...this.#sessions.values()].filter((one) => one.user === user)
    this.#makeRoom(mine, MAX_OF_USER)
    this.#makeRoom([...this.#sessions.values()], MAX_SESSIONS)
    this.#sessions.set(session.digest, session)
    this.#signedIn.set(user, now)
    this.#write(now)
    return { id, session }
  }

  #makeRoom(among: readonly Session[], most: number): void {
    const byAge = [...among].sort((a, b) => a.usedAt - b.usedAt)
    for (const { digest } of byAge.slice(0, Math.max(0, among.length + 1 - most))) this.#sessions.delete(digest)
  }

  byId(id: string, now: EpochMs): Session | null {
    return this.byDigest(digestOf(id), now)
  }

  /** null: there is none, or it is over. */
  byDigest(digest: string, now: EpochMs): Session | null {
    const session = this.#sessions.get(digest)
    if (!session) return null
    if (now < endOf(session)) return session
    this.end(digest, now)
    return null
  }

  /** It goes on for as long again. */
  use(session: Session, now: EpochMs): void {
    if (now - session.usedAt < USE_WRITTEN) return
    session.usedAt = now
    this.#dirty = true
  }

  useToken(id: string, now: EpochMs): void {
    if (now - (this.#used.get(id) ?? -Infinity) < USE_WRITTEN) return
    this.#used.set(id, now)
    this.#dirty = true
  }

  end(digest: string, now: EpochMs): void {
    if (this.#sessions.delete(digest)) this.#write(now)
  }

  /** Those of a user, by key. */
  of(user: string, now: EpochMs): number {
    let count = 0
    for (const session of this.#sessions.values()) if (session.user === user && now < endOf(session)) count += 1
    return count
  }

  signedInAt(user: string): EpochMs | null {
    return this.#signedIn.get(user) ?? null
  }
  usedAt(token: string): EpochMs | null {
    return this.#used.get(token) ?? null
  }

  /** What belongs to nobody any more goes. */
  keepOnly(holds: (session: Session) => boolean, users: ReadonlySet<string>, tokens: ReadonlySet<string>): void {
    for (const session of this.#sessions.values()) if (!holds(session)) this.#forget(this.#sessions, session.digest)
    for (const user of this.#signedIn.keys()) if (!users.has(user)) this.#forget(this.#signedIn, user)
    for (const token of this.#used.keys()) if (!tokens.has(token)) this.#forget(this.#used, token)
  }

  #forget(from: Map<string, unknown>, key: string): void {
    from.delete(key)
    this.#dirty = true
  }

  /** Writes that somebody was here, once in a while. */
  look(now: EpochMs): void {
    if (this.#dirty && Math.abs(now - this.#writtenAt) >= USE_WRITTEN) this.#write(now)
  }

  /** Resolves when all is on the disk, or cannot be: that holds until the next start, and is tried again. */
  async flush(): Promise<void> {
    if (this.#dirty) this.#write(this.#writtenAt)
    await this.#file.flush()
  }

  #write(now: EpochMs): void {
    this.#writtenAt = now
    this.#dirty = false
    this.#file.changed()
  }
}

/** Once, when it begins, and once when it is over. */
function tellUnwritten(path: string, log: (sentence: string) => void): (why: string | null) => void {
  let told = false
  return (why) => {
    if (why !== null && !told)
      log(`Cannot write ${path} (${why}); after a restart those who come now have to sign in again.`)
    if (why === null && told) log(`The file ${path} is written again.`)
    told = why !== null
  }
}
