import type { Router } from 'express'
import type { Answers } from '../../../shared/api.ts'
import type { Notice } from '../../../shared/notice.ts'
import type { WallConfig } from '../../../shared/wall.ts'
import { wallFilterError, type Walls } from '../../views/walls.ts'
import { checkedBody, jsonBody, mustBeDone } from '../json-body.ts'
import { mustBeReadable, noParameters } from '../params.ts'
import { HttpProblem } from '../problem.ts'
import { WALL, WALL_ID } from '../wall-schema.ts'

/** Walls that can be set up. Each answers why it cannot be, or is not kept, or null. */
export interface WritableWalls extends Walls {
  put(wall: WallConfig): Notice | null
  delete(id: string): Notice | null
}

/** Octets of a body: a filter in any script, and a little more. */
const MAX_BODY = 8_192

export function walls(router: Router, book: WritableWalls): void {
  router.get('/walls', (request, response) => {
    noParameters(request.query)
    response.json({ walls: book.all() } satisfies Answers['/walls'])
  })
  router.put('/walls/:id', ...jsonBody(MAX_BODY), (request, response) => {
    const id = WALL_ID.safeParse(request.params['id'])
    if (!id.success) throw new HttpProblem(400, `The name of a wall: ${id.error.issues[0]?.message ?? 'no name'}.`)
    const wall: WallConfig = { id: id.data, ...checkedBody(WALL, request, Object.keys(WALL.shape).join(', ')) }
    mustBeReadable(wallFilterError(wall.filter))
    mustBeDone(book.put(wall))
    response.json(wall satisfies Answers['/walls/:id'])
  })
  router.delete('/walls/:id', (request, response) => {
    const { id } = request.params
    if (!book.all().some((wall) => wall.id === id)) throw new HttpProblem(404, `There is no wall ${id.slice(0, 100)}.`)
    mustBeDone(book.delete(id))
    response.status(204).end()
  })
}
