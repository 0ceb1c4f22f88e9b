import type { Request, Router } from 'express'
import type { SessionAnswer } from '../../../shared/access.ts'
import { notice, sentence, type Notice } from '../../../shared/notice.ts'
import type { NamedUsers, SignedIn } from '../../access/access.ts'
import { digestOf } from '../../access/secret.ts'
import { TooManyWait } from '../../access/waiting.ts'
import type { Who } from '../../access/who.ts'
import { ACCESS_BODY_LIMIT, NEW_PASSWORD, SIGN_IN } from '../access-bodies.ts'
import { leaveCookie } from '../cookie.ts'
import { FailedAttempts } from '../failed-attempts.ts'
import type { Guard } from '../guard.ts'
import { checkedBody, jsonBody } from '../json-body.ts'
import { HttpProblem } from '../problem.ts'
import type { SignIn } from '../sign-in.ts'

/** Who is signed in. */
export interface Sessions {
  readonly hasUsers: boolean
  readonly named: NamedUsers
  signOut(who: Who): Promise<void>
  /** The new session, why it is not kept, or null where the old password is wrong. Rejects with `TooManyWait`. */
  changePassword(user: string, old: string, password: string, address: string): Promise<SignedIn | Notice | null>
}

/** Seconds. */
const BUSY = 2
const WAIT = 60

/** Where one signs in and out. `sessions` and `signIn`: null: nobody is known by name here. */
export function session(router: Router, guard: Guard, sessions: Sessions | null, signIn: SignIn | null): void {
  const failed = new FailedAttempts()
  const whoIs = (request: Request): SessionAnswer => {
    const who = guard.whoOf(request)
    return {
      role: guard.roleOf(request),
      user: who?.by === 'session' ? who.user : null,
      needed: guard.needed,
      users: sessions?.hasUsers === true,
      endsAt: who?.by === 'session' ? who.endsAt : null,
    }
  }
  router.get('/session', (request, response) => {
    response.json(whoIs(request))
  })
  router.post('/session', ...jsonBody(ACCESS_BODY_LIMIT), async (request, response) => {
    const { user, password } = checkedBody(SIGN_IN, request, 'user and password')
    if (!signIn) throw new HttpProblem(503, 'Nobody signs in with a name here. Remedy: rollcall user add NAME')
    const { cookie } = await signIn.with(request, user, password)
    leaveCookie(response, cookie, guard.clientOf(request).secure)
    response.json(whoIs(request))
  })
  router.delete('/session', async (request, response) => {
    const who = guard.whoOf(request)
    if (who) await sessions?.signOut(who)
    leaveCookie(response, null, guard.clientOf(request).secure)
    response.status(204).end()
  })
  router.put('/session/password', ...jsonBody(ACCESS_BODY_LIMIT), async (request, response) => {
    const { old, password } = checkedBody(NEW_PASSWORD, request, 'old and password')
    const who = guard.whoOf(request)
    if (who?.by !== 'session' || !sessions) throw refusal(409, notice('nobody-signed-in'))
    const { address, secure } = guard.clientOf(request)
    const asked = performance.now()
    if (failed.blocked(who.user, null, asked)) {
      const why = notice('sign-in-later', { seconds: WAIT })
      throw new HttpProblem(429, sentence(why), { notice: why, retryAfter: WAIT })
    }
    const done = await inTurn(sessions.changePassword(who.user, old, password, address))
    // Whoever sits down before a page that was left open must not guess it there.
    if (done === null) {
      failed.failed(who.user, digestOf(old), asked)
      throw refusal(403, notice('password-wrong'))
    }
    if ('code' in done) throw refusal(409, done)
    leaveCookie(response, done.cookie, secure)
    response.status(204).end()
  })
}

export const refusal = (status: number, why: Notice): HttpProblem =>
  new HttpProblem(status, sentence(why), { notice: why })

/** What waits for its turn longer than makes sense is told when to come again. */
export async function inTurn<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof TooManyWait)) throw error
    const why = notice('sign-in-busy', { seconds: BUSY })
    throw new HttpProblem(503, sentence(why), { notice: why, retryAfter: BUSY })
  }
}
