import type { AppOptions } from '../../server/http/app.ts'
import { NO_WALLS } from '../../server/views/walls.ts'

/** Where no wall is set up. */
export const noWalls = (): Pick<AppOptions, 'walls'> => ({
  walls: { ...NO_WALLS, put: () => null, delete: () => null },
})
