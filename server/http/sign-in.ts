import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { PASSWORD_LENGTH, USER_NAME } from '../../shared/access.ts'
import { networkOf } from '../../shared/network-of.ts'
import { notice, sentence, type NoticeCode } from '../../shared/notice.ts'
import type { DurationMs } from '../../shared/time.ts'
import type { SignedIn } from '../access/access.ts'
import { digestOf } from '../access/secret.ts'
import { TooManyWait } from '../access/waiting.ts'
import { userKey } from '../access/users.ts'
import type { AuditBook } from './contract.ts'
import { FailedAttempts } from './failed-attempts.ts'
import type { Guard } from './guard.ts'
import { HttpProblem } from './problem.ts'

/** Seconds. */
const WAIT = 60
const BUSY = 2
/** Characters of a name; one that is longer is nobody's. */
const MAX_NAME = 64

/** Who knows names and passwords. */
export interface Passwords {
  /** null: one of both is wrong. Rejects with `TooManyWait`. */
  signIn(name: string, password: string, address: string): Promise<SignedIn | null>
  /** As the name is kept; null: there is nobody of this name. For the audit log, never for an answer. */
  knownAs(name: string): string | null
}

/**
 * Signing in with a name and a password. Who guesses waits, by address and by the name that is guessed at; from an address
 * where the name was right before, its owner comes in all the same. A name that is not known is treated like any other.
 */
export class SignIn {
  readonly #passwords: Passwords
  readonly #guard: Guard
  readonly #audit: AuditBook | null
  readonly #byAddress = new FailedAttempts()
  readonly #byName = new FailedAttempts()
  /** Where a name was right before, whoever shares the address (a proxy, a building) may guess at it no more than others. */
  readonly #whereKnown = new FailedAttempts()
  /** What was tried is remembered so that nobody can read it. */
  readonly #salt = randomBytes(16).toString('base64url')
  readonly #now: () => DurationMs

  constructor(passwords: Passwords, guard: Guard, audit: AuditBook | null, now = () => performance.now()) {
    this.#passwords = passwords
    this.#guard = guard
    this.#audit = audit
    this.#now = now
  }

  /** Throws `HttpProblem`. */
  async with(request: IncomingMessage, user: string, password: string): Promise<SignedIn> {
    const { address } = this.#guard.clientOf(request)
    const [place, name] = [networkOf(address), userKey(user.slice(0, MAX_NAME))]
    const known = digestOf(`${place} ${name}`)
    const now = this.#now()
    const waits =
      this.#byAddress.blocked(place, known, now) ||
      this.#byName.blocked(name, known, now) ||
      this.#whereKnown.blocked(known, null, now)
    if (waits) {
      throw refusal(429, 'sign-in-later', WAIT)
    }
    const signedIn = await this.#tried(user, password, place)
    if (!signedIn) {
      const tried = digestOf(`${this.#salt} ${name} ${password}`)
      const count = this.#byAddress.failed(place, tried, now)
      this.#byName.failed(name, `${place} ${tried}`, now)
      this.#whereKnown.failed(known, tried, now)
      if (count > 0) this.#write(request, 'sign-in-refused', this.#told(user, count), false)
      throw refusal(401, 'sign-in-wrong')
    }
    this.#byAddress.passed(place, known)
    this.#byName.passed(name, known)
    this.#guard.admit(request, signedIn.who)
    this.#write(request, 'signed-in', user, true)
    return signedIn
  }

  async #tried(user: string, password: string, place: string): Promise<SignedIn | null> {
    // No such name can be kept, and no such password: neither is worth the work.
    if (!USER_NAME.test(user) || password.length > PASSWORD_LENGTH.most) return null
    try {
      return await this.#passwords.signIn(user, password, place)
    } catch (error) {
      if (error instanceof TooManyWait) throw refusal(503, 'sign-in-busy', BUSY)
      throw error
    }
  }

  /** Many a password was typed where the name belongs: what is nobody's name is not written down. */
  #told(user: string, count: number): string {
    const known = user.length <= MAX_NAME ? this.#passwords.knownAs(user) : null
    return known ?? `(unknown), try ${count} of this minute`
  }

  #write(request: IncomingMessage, action: 'signed-in' | 'sign-in-refused', user: string, done: boolean): void {
    const { address } = this.#guard.clientOf(request)
    const who = this.#guard.whoOf(request)
    const role = done ? (who?.role ?? null) : null
    this.#audit?.write({ action, who: done ? user : null, role, address, subject: user, done })
  }
}

function refusal(status: number, code: NoticeCode, retryAfter?: number): HttpProblem {
  const why = notice(code, retryAfter === undefined ? {} : { seconds: retryAfter })
  return new HttpProblem(status, sentence(why), { notice: why, ...(retryAfter === undefined ? {} : { retryAfter }) })
}
