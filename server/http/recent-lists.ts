import { SECOND, type DurationMs } from '../../shared/time.ts'
import { ListCache } from '../views/list-cache.ts'

/** Lists that requests of one moment share. */
const LISTS_KEPT: DurationMs = SECOND / 4

export function recentLists(): () => ListCache {
  const cache = new ListCache({ now: () => performance.now(), old: false })
  let since = 0
  return () => {
    const now = performance.now()
    if (now - since >= LISTS_KEPT) {
      cache.changed()
      cache.forgetUnused()
      since = now
    }
    return cache
  }
}
