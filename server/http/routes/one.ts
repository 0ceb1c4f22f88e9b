import type { Router } from 'express'
import type { Answers } from '../../../shared/api.ts'
import { groupOf, macOf } from '../params.ts'
import type { Replies } from '../replies.ts'

/** One group with its members, one host with its memberships. */
export function one(router: Router, replies: Replies): void {
  router.get('/groups/:segment/:group', async (request, response) => {
    const { at } = groupOf(request.query)
    const { reply } = await replies.to({ of: '/groups/:segment/:group', ...request.params }, at)
    response.json(reply satisfies Answers['/groups/:segment/:group'])
  })
  router.get('/hosts/:segment/:host', async (request, response) => {
    const { at, mac = null } = macOf(request.query)
    const { reply } = await replies.to({ of: '/hosts/:segment/:host', ...request.params, mac }, at)
    response.json(reply satisfies Answers['/hosts/:segment/:host'])
  })
}
