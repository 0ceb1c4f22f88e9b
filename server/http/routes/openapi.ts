import type { Router } from 'express'
import type { Answers } from '../../../shared/api.ts'
import type { AnswerSchemas } from '../answer-schemas.ts'
import { openApi } from '../openapi.ts'
import { OPERATIONS } from '../operations/index.ts'
import { HttpProblem } from '../problem.ts'

export interface AboutApi {
  /** null: they were not built. */
  schemas: () => AnswerSchemas | null
  version: string
}

/** The API in the words of OpenAPI. It does not change while the server runs. */
export function description(router: Router, about: AboutApi | null): void {
  let made: Answers['/openapi.json'] | null = null
  router.get('/openapi.json', (_request, response) => {
    const schemas = about?.schemas() ?? null
    if (!about || !schemas) {
      throw new HttpProblem(503, 'The description of the API has not been built. Remedy: npm run build')
    }
    made ??= openApi(OPERATIONS, schemas, about.version)
    response.json(made)
  })
}
