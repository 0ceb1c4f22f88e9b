import type { Marks } from '../../shared/past.ts'
import { MINUTE, type DurationMs, type EpochMs } from '../../shared/time.ts'
import type { ScrubRange } from './scrub.ts'

/** The bins of the history are not finer: within one its events are asked for. */
const FINEST: DurationMs = MINUTE
/** Each tells one bin of 400, and a bin may have changes on the other side of the moment alone. */
const QUESTIONS_MOST = 40

/** Who knows what happened. */
export interface Changes {
  marks(range: ScrubRange): Promise<Pick<Marks, 'bins' | 'marks' | 'from' | 'width'>>
  /** The first (`1`) or the last (`-1`) change not before `from` and before `to`. */
  event(range: ScrubRange, way: 1 | -1): Promise<EpochMs | null>
}

/**
 * The moment of the next change behind `at` (`1`), or of the one before (`-1`); null: there is none between `at` and `end`.
 * Marks tell in which minute it is, however long the history; the events of that minute tell when.
 */
export async function findChange(at: EpochMs, end: EpochMs, way: 1 | -1, changes: Changes): Promise<EpochMs | null> {
  /** Where there may be one, the nearest last. */
  const places: ScrubRange[] = [way === 1 ? { from: at + 1, to: end + 1 } : { from: end, to: at }]
  for (let question = 0; question < QUESTIONS_MOST; question += 1) {
    const range = places.pop()
    if (!range) return null
    if (range.to <= range.from) continue
    const marks = range.to - range.from > FINEST ? await changes.marks(range) : null
    if (marks === null || marks.width >= range.to - range.from) {
      const found = await changes.event(range, way)
      if (found !== null) return Math.ceil(found)
    } else places.push(...placesIn(marks, range, way))
  }
  throw new Error('The history has more bins than could be looked through.')
}

/** Bins and marks within a range in which something happened, the nearest last. */
function placesIn(
  { bins, marks, from, width }: Awaited<ReturnType<Changes['marks']>>,
  range: ScrubRange,
  way: 1 | -1,
): ScrubRange[] {
  const within = bins.flatMap(({ joined, left, expired }, i) =>
    joined + left + expired === 0 ? [] : [{ from: from + i * width, to: from + (i + 1) * width }],
  )
  const moments = marks.map(({ at }) => ({ from: Math.floor(at), to: Math.floor(at) + 1 }))
  return [...within, ...moments]
    .map((place) => ({ from: Math.max(place.from, range.from), to: Math.min(place.to, range.to) }))
    .filter((place) => place.to > place.from)
    .sort((a, b) => way * (b.from - a.from))
}
