import type { Router } from 'express'
import type { Answers, WriteAnswers } from '../../../shared/api.ts'
import type { Notice } from '../../../shared/notice.ts'
import type { WallConfig } from '../../../shared/wall.ts'
import { wallFilterError, type Walls } from '../../views/walls.ts'
import { mustBeUnchanged, tagged } from '../conditional.ts'
import { checkedBody, jsonBody, mustBeDone } from '../json-body.ts'
import { mustBeReadable, noParameters } from '../params.ts'
import { HttpProblem } from '../problem.ts'
import { WALL, WALL_BODY_LIMIT, WALL_ID } from '../wall-schema.ts'

/** Walls that can be set up. Each answers why it cannot be, or is not kept, or null. */
export interface WritableWalls extends Walls {
  put(wall: WallConfig): Notice | null
  delete(id: string): Notice | null
}

export function walls(router: Router, book: WritableWalls): void {
  router.get('/walls', (request, response) => {
    noParameters(request.query)
    response.json({ walls: book.all() } satisfies Answers['/walls'])
  })
  router.get('/walls/:id', (request, response) => {
    noParameters(request.query)
    const wall = wallThere(book, request.params.id)
    tagged(response, wall).json(wall satisfies Answers['/walls/:id'])
  })
  router.put('/walls/:id', ...jsonBody(WALL_BODY_LIMIT), (request, response) => {
    const id = WALL_ID.safeParse(request.params['id'])
    if (!id.success) throw new HttpProblem(400, `The name of a wall: ${id.error.issues[0]?.message ?? 'no name'}.`)
    const wall: WallConfig = { id: id.data, ...checkedBody(WALL, request, Object.keys(WALL.shape).join(', ')) }
    mustBeReadable(wallFilterError(wall.filter))
    mustBeUnchanged(request, wallAt(book, id.data))
    mustBeDone(book.put(wall))
    tagged(response, wall).json(wall satisfies WriteAnswers['PUT /walls/:id'])
  })
  router.delete('/walls/:id', (request, response) => {
    const { id } = request.params
    mustBeUnchanged(request, wallThere(book, id))
    mustBeDone(book.delete(id))
    response.status(204).end()
  })
}

const wallAt = (book: Walls, id: string): WallConfig | null => book.all().find((wall) => wall.id === id) ?? null

function wallThere(book: Walls, id: string): WallConfig {
  const wall = wallAt(book, id)
  if (!wall) throw new HttpProblem(404, `There is no wall ${id.slice(0, 100)}.`)
  return wall
}
