import { UPDATES_PER_SECOND, type ViewRequest, type ViewState } from '../../shared/live.ts'
import { SECOND, type DurationMs } from '../../shared/time.ts'
import { viewWork } from '../views/index.ts'
import { ListCache } from '../views/list-cache.ts'
import type { Subject } from '../views/subject.ts'
import { Turns } from '../views/turns.ts'
import type { Work } from '../views/work.ts'
import { Changes } from './diff.ts'
import { Watch, type Outlet } from './watch.ts'

/** Views are looked at this often. */
export const TICK: DurationMs = SECOND / UPDATES_PER_SECOND
/** Without any change a view is still made this often: time alone makes a querier late. */
const MAX_AGE: DurationMs = SECOND
/** A view that is expensive is made less often, so that it takes at most this share of the time. */
const SHARE = 0.1

/** One view as all that ask for the same are shown it. */
interface Shown {
  request: ViewRequest
  watches: Set<Watch>
  /** null until it was made. */
  state: ViewState | null
  madeAt: DurationMs
  notBefore: DurationMs
  /** The count of changes that it has seen. */
  seen: number
  /** It is being made. */
  making: Work<unknown> | null
}

/**
 * The views that anybody watches: each is made once for all its viewers, at most four times a second, and in parts, so
 * that what comes from the wire never waits long. Until a view is made anew its viewers keep the one they have.
 */
export class Board {
  readonly #subject: Subject
  /** Runs evenly, in milliseconds; its zero is anywhere. */
  readonly #now: () => DurationMs
  readonly #onError: (error: unknown) => void
  readonly #shown = new Map<string, Shown>()
  readonly #changes = new Changes()
  readonly #lists: ListCache
  readonly #turns: Turns
  #changed = 0

  constructor(subject: Subject, now: () => DurationMs, onError: (error: unknown) => void) {
    this.#subject = subject
    this.#now = now
    this.#onError = onError
    this.#lists = new ListCache({ now, old: true })
    this.#turns = new Turns(now)
  }

  /** Views that are made, each for one viewer or more. */
  get size(): number {
    return this.#shown.size
  }

  /** Something of the subject may be different now. */
  changed(): void {
    this.#changed += 1
    this.#lists.changed()
  }

  watch(id: number, request: ViewRequest, outlet: Outlet): Watch {
    const key = JSON.stringify(request)
    let shown = this.#shown.get(key)
    if (!shown) {
      const times = { madeAt: -Infinity, notBefore: -Infinity, seen: -1 }
      shown = { request, watches: new Set(), state: null, making: null, ...times }
      this.#shown.set(key, shown)
    }
    const watch = new Watch(id, shown.request, outlet, this.#changes)
    shown.watches.add(watch)
    if (shown.state) watch.update(shown.state)
    return watch
  }

  unwatch(watch: Watch): void {
    watch.close()
    const key = JSON.stringify(watch.request)
    const shown = this.#shown.get(key)
    shown?.watches.delete(watch)
    if (shown?.watches.size !== 0) return
    this.#shown.delete(key)
    if (shown.making) this.#turns.drop(shown.making)
  }

  /** What nobody has seen yet is made next, for those who just came. */
  serveNew(): void {
    for (const shown of this.#shown.values()) if (shown.state === null) this.#begin(shown)
  }

  tick(): void {
    const now = this.#now()
    const due = [...this.#shown.values()].filter(
      ({ seen, madeAt, notBefore }) => now >= notBefore && (seen !== this.#changed || now - madeAt >= MAX_AGE),
    )
    // The one that waited longest goes first.
    for (const shown of due.sort((a, b) => a.madeAt - b.madeAt)) this.#begin(shown)
    for (const work of this.#lists.outdated()) this.#turns.add(this.#told(work), false)
    this.#lists.forgetUnused()
    // Those who acknowledged at last get what the others have.
    for (const { watches, state } of this.#shown.values()) {
      if (state) for (const watch of watches) if (watch.behind) watch.update(state)
    }
  }

  /** Goes on with what is being made. Returns how long to let others work before it is called again; null: all is done. */
  work(): DurationMs | null {
    return this.#turns.take()
  }

  #begin(shown: Shown): void {
    if (shown.making) return
    shown.making = this.#make(shown)
    this.#turns.add(shown.making, shown.state === null)
  }

  /** A fault in one view must not end the capture; whoever watches it keeps what it has, and the log is told. */
  *#make(shown: Shown): Work<void> {
    const start = this.#now()
    const seen = this.#changed
    let took = 0
    const work = viewWork(this.#subject, shown.request, this.#lists)
    try {
      while (true) {
        const [from, onLists] = [this.#now(), this.#lists.spent]
        const step = work.next()
        // What making a list takes is the list's affair: until the next one, its pages show what is new in their rows.
        took += this.#now() - from - (this.#lists.spent - onLists)
        if (step.done) {
          this.#show(shown, step.value)
          break
        }
        yield
      }
      Object.assign(shown, { seen, madeAt: start, notBefore: start + took / SHARE })
    } catch (error) {
      Object.assign(shown, { seen, madeAt: start, notBefore: start + SECOND })
      this.#onError(error)
    } finally {
      shown.making = null
      work.return(undefined as never) // it has ended, or nobody watches
    }
  }

  #show(shown: Shown, state: ViewState): void {
    // A state that shows the same stays the same object, so nobody compares it again.
    if (shown.state === null || this.#changes.between(shown.state, state)) shown.state = state
    for (const watch of shown.watches) watch.update(shown.state)
  }

  *#told(work: Work<void>): Work<void> {
    try {
      yield* work
    } catch (error) {
      this.#onError(error)
    }
  }
}
