import type { Response, Router } from 'express'
import type { Answers, DisplayAccess } from '../../../shared/api.ts'
import { sentence, type Notice } from '../../../shared/notice.ts'
import { noParameters } from '../params.ts'
import { HttpProblem } from '../problem.ts'

export type DisplayKey = Pick<DisplayAccess, 'token' | 'since'>
export type KeyOrWhyNot = { key: DisplayKey; refused: null } | { key: null; refused: Notice }

/** The token of the displays. */
export interface DisplayKeys {
  /** Made when there is none. */
  ask(): KeyOrWhyNot
  /** The old one is worth nothing any more, and who came with it is cut off. */
  renew(): KeyOrWhyNot
}

/** `needed`: this server lets in nobody without a token. */
export function displayToken(router: Router, keys: DisplayKeys, needed: boolean): void {
  router.get('/display-token', (request, response) => {
    noParameters(request.query)
    tell(response, keys.ask(), needed)
  })
  router.post('/display-token', (_request, response) => tell(response, keys.renew(), needed))
}

function tell(response: Response, { key, refused }: KeyOrWhyNot, needed: boolean): void {
  if (refused) throw new HttpProblem(503, sentence(refused), { notice: refused })
  response.json({ ...key, needed } satisfies Answers['/display-token'])
}
