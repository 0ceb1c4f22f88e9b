import type { FilterError } from '../../shared/filter.ts'
import type { ViewState } from '../../shared/live.ts'
import { DEFAULT_WALL, type WallConfig } from '../../shared/wall.ts'
import { matcher } from './list.ts'
import { placeAccess } from './place-access.ts'
import type { Place } from './scene.ts'

/** The wall displays that there are now, the one called `wall` first. */
export interface Walls {
  all(): readonly WallConfig[]
}

/** Where nobody has set one up. */
export const NO_WALLS: Walls = { all: () => [DEFAULT_WALL] }

export function wallView(walls: Walls, id: string): ViewState<'wall'> {
  const all = walls.all()
  return {
    head: {
      wall: all.find((wall) => wall.id === id) ?? null,
      walls: all.map(({ id: one, title }) => ({ id: one, title })),
    },
    rows: [],
  }
}

/** Why the filter of a wall cannot be read, or null. */
export const wallFilterError = (filter: string): FilterError | null =>
  matcher(
    filter,
    placeAccess((place: Place) => place),
  ).error
