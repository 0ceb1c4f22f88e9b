import type { EpochMs } from '../../shared/time.ts'

/** What ends next is told of so many. */
const SHOWN = 5

export interface Ending<T> {
  readonly item: T
  readonly at: EpochMs
}

/** Those of the items that end first, the soonest first: one pass, because a group may have a million members. */
export function soonest<T>(items: Iterable<T>, endsAt: (item: T) => EpochMs): Ending<T>[] {
  const found: Ending<T>[] = []
  for (const item of items) {
    const at = endsAt(item)
    if (found.length === SHOWN && at >= found[SHOWN - 1]!.at) continue
    let place = found.length
    while (place > 0 && found[place - 1]!.at > at) place -= 1
    found.splice(place, 0, { item, at })
    if (found.length > SHOWN) found.pop()
  }
  return found
}
