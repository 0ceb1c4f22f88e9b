import type { Marks } from '../../shared/past.ts'
import type { DurationMs, EpochMs } from '../../shared/time.ts'

/** The history has whole milliseconds: a bin of one has the changes of one. */
const EXACT: DurationMs = 1
/** Of a history of a hundred days it takes four questions: each tells one bin of 400. */
const QUESTIONS_MOST = 6

type AskMarks = (from: EpochMs, to: EpochMs) => Promise<Marks>

/**
 * The moment of the next change behind `at` (`1`), or of the one before (`-1`); null: there is none between `at` and `end`.
 * Asks for the marks of a range, and again for those of the bin that has the change, until its moment is known.
 */
export async function findChange(at: EpochMs, end: EpochMs, way: 1 | -1, ask: AskMarks): Promise<EpochMs | null> {
  let [from, to] = way === 1 ? [at + EXACT, end] : [end, at - EXACT]
  for (let question = 0; question < QUESTIONS_MOST && to > from; question += 1) {
    const place = firstIn(await ask(from, to), way)
    if (place === null) return null
    const wide = place.to - place.from
    if (wide <= EXACT) return Math.ceil(place.from)
    // Bins that get no finer: as of the end of one all of it has happened.
    if (wide >= to - from) return Math.ceil(place.to)
    ;[from, to] = [place.from, place.to]
  }
  return null
}

interface Place {
  from: EpochMs
  to: EpochMs
}

/** The first bin that way in which something happened, or the mark before it. */
export function firstIn(marks: Marks, way: 1 | -1): Place | null {
  const bins = marks.bins.map((bin, i) => ({ bin, from: marks.from + i * marks.width }))
  const ordered = way === 1 ? bins : bins.reverse()
  const changed = ordered.find(({ bin }) => bin.joined + bin.left + bin.expired > 0)
  const place = changed ? { from: changed.from, to: Math.min(changed.from + marks.width, marks.to) } : null
  const times = marks.marks.map(({ at }) => at).filter((at) => at >= marks.from && at <= marks.to)
  if (times.length === 0) return place
  const mark = way === 1 ? Math.min(...times) : Math.max(...times)
  const sooner = place === null || (way === 1 ? mark < place.from : mark > place.to)
  return sooner ? { from: mark, to: mark } : place
}
