import type { Router } from 'express'
import type { Answers } from '../../../shared/api.ts'
import { completionsOf } from '../../views/complete.ts'
import type { Subject } from '../../views/subject.ts'
import { completionOf } from '../params.ts'

/** What one may type next in a filter. */
export function complete(router: Router, subject: Subject): void {
  router.get('/complete', (request, response) => {
    const { field, text } = completionOf(request.query)
    response.json(completionsOf(subject, field, text) satisfies Answers['/complete'])
  })
}
