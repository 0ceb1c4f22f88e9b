import type { Router } from 'express'
import type { Answers } from '../../../shared/api.ts'
import { differenceOf, groupCountsOf, marksOf } from '../past-params.ts'
import type { Replies } from '../replies.ts'

/** What differs between two moments, where something happened, and how many were in a group over time. */
export function past(router: Router, replies: Replies): void {
  router.get('/history/difference', async (request, response) => {
    const query = differenceOf(request.query, replies.now())
    replies.mustBeOver('to', query.to)
    const answer = await replies.past({ of: 'difference', ...query })
    response.json(answer satisfies Answers['/history/difference'])
  })
  router.get('/history/marks', async (request, response) => {
    const answer = await replies.past({ of: 'marks', ...marksOf(request.query, replies.now()) })
    response.json(answer satisfies Answers['/history/marks'])
  })
  router.get('/groups/:segment/:group/counts', async (request, response) => {
    const { segment, group } = request.params
    const answer = await replies.past({
      of: 'group-counts',
      segment,
      group,
      ...groupCountsOf(request.query, replies.now()),
    })
    response.json(answer satisfies Answers['/groups/:segment/:group/counts'])
  })
}
