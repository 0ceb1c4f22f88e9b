import type { EventRow, EventsHead, EventsRequest } from '../../shared/events.ts'
import { MAX_PAGE, type ViewState } from '../../shared/live.ts'
import { eventRow } from './event-row.ts'
import { feedAccess, type FedEvent } from './feed-access.ts'
import { matcher } from './list.ts'
import { Scene } from './scene.ts'
import type { Subject, SubjectTap } from './subject.ts'
import { PART, type Work } from './work.ts'

/** Filters whose events are remembered; the one that nobody asked for longest goes first. */
const TAILS_KEPT = 64
/** Events that a new filter is held against, of all taps together: the newest ones. */
const LOOKED_BACK = 50_000

interface Matched extends FedEvent {
  readonly number: number
}

/**
 * The last events that fit one filter. Each event is held against it once: a thousand of them a second cost what they
 * are, however many are kept.
 */
class EventTail {
  /** The next number of each tap. */
  readonly #next = new Map<SubjectTap, number>()
  /** The newest last. */
  readonly matched: Matched[] = []
  matching = 0

  /** Whose next event comes first. */
  #earliest(taps: readonly SubjectTap[]): SubjectTap | null {
    let first: SubjectTap | null = null
    let at = Infinity
    for (const tap of taps) {
      const event = tap.feed.at(this.#nextOf(tap))
      if (!event || event.at >= at) continue
      first = tap
      at = event.at
    }
    return first
  }

  /** Goes through what came since. */
  *catchUp({ taps }: Subject, matches: (fed: FedEvent) => boolean): Work<void> {
    const back = Math.floor(LOOKED_BACK / Math.max(1, taps.length))
    for (const tap of taps) {
      const from = this.#next.get(tap) ?? tap.feed.pushed - back
      this.#next.set(tap, Math.max(from, tap.feed.dropped))
    }
    for (let looked = 1; ; looked += 1) {
      const tap = this.#earliest(taps)
      if (!tap) return
      this.#take(tap, matches)
      if (looked % PART === 0) yield
    }
  }

  #nextOf(tap: SubjectTap): number {
    return Math.max(this.#next.get(tap) ?? 0, tap.feed.dropped)
  }

  #take(tap: SubjectTap, matches: (fed: FedEvent) => boolean): void {
    const number = this.#nextOf(tap)
    this.#next.set(tap, number + 1)
    const event = tap.feed.at(number)
    if (!event) return
    const fed = { event, tap: tap.name, clock: tap.table.clock, number }
    if (!matches(fed)) return
    this.matching += 1
    this.matched.push(fed)
    if (this.matched.length > 2 * MAX_PAGE) this.matched.splice(0, MAX_PAGE)
  }
}

const tails = new WeakMap<Subject, Map<string, EventTail>>()

function tailOf(subject: Subject, filter: string): EventTail {
  let known = tails.get(subject)
  if (!known) tails.set(subject, (known = new Map<string, EventTail>()))
  const tail = known.get(filter) ?? new EventTail()
  known.delete(filter)
  known.set(filter, tail)
  const [oldest] = known.keys()
  if (known.size > TAILS_KEPT && oldest !== undefined) known.delete(oldest)
  return tail
}

/** The live tail. Rows are in the order in which they came: the newest first. */
export function* eventsView(subject: Subject, { filter, limit }: EventsRequest): Work<ViewState<'events'>> {
  const scene = new Scene(subject)
  const { matches, error } = matcher(filter, feedAccess(scene))
  const total = subject.taps.reduce((sum, { feed }) => sum + feed.pushed, 0)
  const dropped = subject.taps.reduce((sum, { feed }) => sum + feed.dropped, 0)
  const head = (matching: number): EventsHead => ({ matching, total, dropped, filterError: error })
  if (error) return { head: head(0), rows: [] }
  const tail = tailOf(subject, filter)
  yield* tail.catchUp(subject, matches)
  const rows: EventRow[] = tail.matched.slice(-limit).map((fed) => eventRow(scene, fed, fed.number))
  return { head: head(tail.matching), rows: rows.reverse() }
}
