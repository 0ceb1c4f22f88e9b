import type { Router } from 'express'
import type { NewToken, TokenRow, UserChange, UserRow } from '../../../shared/access.ts'
import type { Answers, WriteAnswers } from '../../../shared/api.ts'
import { notice, type Notice } from '../../../shared/notice.ts'
import { nameOf } from '../../access/who.ts'
import { ACCESS_BODY_LIMIT, isUserName, NEW_TOKEN, USER_CHANGE } from '../access-bodies.ts'
import type { Guard } from '../guard.ts'
import { checkedBody, jsonBody, mustBeDone } from '../json-body.ts'
import { HttpProblem } from '../problem.ts'
import { inTurn, refusal } from './session.ts'

/** Who may come in. Each change answers why it was not done, or null. */
export interface AccessDesk {
  users(): readonly UserRow[]
  /** Rejects with `TooManyWait`. */
  putUser(name: string, change: UserChange, address: string): Promise<Notice | null>
  removeUser(name: string): Notice | null
  tokens(): readonly TokenRow[]
  addToken(wanted: NewToken, createdBy: string | null): { row: TokenRow; token: string } | { why: Notice }
  removeToken(id: string): Notice | null
}

/** Users and tokens, for operators. */
export function users(router: Router, guard: Guard, desk: AccessDesk | null): void {
  router.get('/users', (_request, response) => {
    response.json({ users: open(desk).users() } satisfies Answers['/users'])
  })
  router.put('/users/:name', ...jsonBody(ACCESS_BODY_LIMIT), async (request, response) => {
    const name = String(request.params['name'])
    const change = checkedBody(USER_CHANGE, request, 'role, and a password of who is new')
    if (!isUserName(name)) throw refusal(400, notice('user-name-wrong'))
    mustBeDone(await inTurn(open(desk).putUser(name, change, guard.clientOf(request).address)))
    response.status(204).end()
  })
  router.delete('/users/:name', (request, response) => {
    removed(open(desk).removeUser(request.params.name.slice(0, MAX_WORD)))
    response.status(204).end()
  })
  router.get('/tokens', (_request, response) => {
    response.json({ tokens: open(desk).tokens() } satisfies Answers['/tokens'])
  })
  router.post('/tokens', ...jsonBody(ACCESS_BODY_LIMIT), (request, response) => {
    const made = open(desk).addToken(checkedBody(NEW_TOKEN, request, 'name and role'), nameOf(guard.whoOf(request)))
    if ('why' in made) throw refusal(409, made.why)
    const { row, token } = made
    response.json({ ...row, token } satisfies WriteAnswers['POST /tokens'])
  })
  router.delete('/tokens/:token', (request, response) => {
    removed(open(desk).removeToken(request.params.token.slice(0, MAX_WORD)))
    response.status(204).end()
  })
}

/** Characters of what was asked for that are said again. */
const MAX_WORD = 100

function removed(why: Notice | null): void {
  if (why) throw refusal(why.code === 'no-such-user' || why.code === 'no-such-token' ? 404 : 409, why)
}

function open(desk: AccessDesk | null): AccessDesk {
  if (desk) return desk
  throw new HttpProblem(503, 'This server knows no users. Remedy: start it with --data FOLDER.')
}
