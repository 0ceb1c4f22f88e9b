import type { EpochMs } from '../../shared/time.ts'
import { PART, type Work } from './work.ts'

/** What ends next is told of so many. */
const SHOWN = 5

export interface Ending<T> {
  readonly item: T
  readonly at: EpochMs
}

/**
 * Those of the items that end first, the soonest first: one pass, because a group may have a million members. What has
 * ended meanwhile has no end: Infinity.
 */
export function* soonest<T>(items: Iterable<T>, endsAt: (item: T) => EpochMs): Work<Ending<T>[]> {
  const found: Ending<T>[] = []
  let seen = 0
  for (const item of items) {
    seen += 1
    if (seen % PART === 0) yield
    const at = endsAt(item)
    if (at === Infinity || (found.length === SHOWN && at >= found[SHOWN - 1]!.at)) continue
    let place = found.length
    while (place > 0 && found[place - 1]!.at > at) place -= 1
    found.splice(place, 0, { item, at })
    if (found.length > SHOWN) found.pop()
  }
  return found
}
