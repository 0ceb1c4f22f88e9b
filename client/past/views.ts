import type { ViewName, ViewRequest } from '../../shared/live.ts'

/** Views of which the history knows how they were; the others are live always. */
const PAST_VIEWS = ['groups', 'group', 'hosts', 'host', 'queriers', 'findings', 'subscriptions'] as const
type PastView = (typeof PAST_VIEWS)[number]
export type PastRequest = Extract<ViewRequest, { view: PastView }>

export const hasPast = (request: ViewRequest): request is PastRequest => {
  const name: ViewName = request.view
  return PAST_VIEWS.some((known) => known === name)
}
