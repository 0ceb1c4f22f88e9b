import type { AppOptions } from '../../server/http/app.ts'
import { NO_WALLS } from '../../server/views/walls.ts'
import { notice } from '../../shared/notice.ts'

/** Where no wall is set up and no display is let in. */
export const noWalls = (): Pick<AppOptions, 'walls' | 'displayKeys'> => {
  const refused = { key: null, refused: notice('display-token-not-kept', { path: 'nowhere' }) }
  return {
    walls: { ...NO_WALLS, put: () => null, delete: () => null },
    displayKeys: { ask: () => refused, renew: () => refused },
  }
}
