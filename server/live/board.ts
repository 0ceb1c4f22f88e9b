import { UPDATES_PER_SECOND, type ViewRequest, type ViewState } from '../../shared/live.ts'
import { SECOND, type DurationMs } from '../../shared/time.ts'
import { viewOf } from '../views/index.ts'
import { ListCache } from '../views/list.ts'
import type { Subject } from '../views/subject.ts'
import { Changes } from './diff.ts'
import { Watch, type Outlet } from './watch.ts'

/** Views are looked at this often. */
export const TICK: DurationMs = SECOND / UPDATES_PER_SECOND
/** Work in one tick; views that are left wait for the next, the one that waited longest goes first. */
const TICK_BUDGET: DurationMs = 100
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
}

/** The views that anybody watches: each is made once for all its viewers, at most four times a second. */
export class Board {
  readonly #subject: Subject
  /** Runs evenly, in milliseconds; its zero is anywhere. */
  readonly #now: () => DurationMs
  readonly #onError: (error: unknown) => void
  readonly #shown = new Map<string, Shown>()
  readonly #changes = new Changes()
  readonly #lists = new ListCache()
  /** The count of changes when the lists were begun: later ones are not in them. */
  #listsOf = 0
  #changed = 0

  constructor(subject: Subject, now: () => DurationMs, onError: (error: unknown) => void) {
    this.#subject = subject
    this.#now = now
    this.#onError = onError
  }

  /** Views that are made, each for one viewer or more. */
  get size(): number {
    return this.#shown.size
  }

  /** Something of the subject may be different now. */
  changed(): void {
    this.#changed += 1
  }

  watch(id: number, request: ViewRequest, outlet: Outlet): Watch {
    const key = JSON.stringify(request)
    let shown = this.#shown.get(key)
    if (!shown) {
      shown = { request, watches: new Set(), state: null, madeAt: -Infinity, notBefore: -Infinity, seen: -1 }
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
    if (shown?.watches.size === 0) this.#shown.delete(key)
  }

  /** Makes what nobody has seen yet, for those who just came. */
  serveNew(): void {
    this.#make([...this.#shown.values()].filter(({ state }) => state === null))
  }

  tick(): void {
    const now = this.#now()
    this.#lists.clear()
    const due = [...this.#shown.values()].filter(
      ({ seen, madeAt, notBefore }) => now >= notBefore && (seen !== this.#changed || now - madeAt >= MAX_AGE),
    )
    this.#make(due)
    // Those who acknowledged at last get what the others have.
    for (const { watches, state } of this.#shown.values()) {
      if (state) for (const watch of watches) if (watch.behind) watch.update(state)
    }
  }

  #make(due: Shown[]): void {
    const begun = this.#now()
    if (this.#listsOf !== this.#changed) this.#lists.clear()
    this.#listsOf = this.#changed
    for (const shown of due.sort((a, b) => a.madeAt - b.madeAt)) {
      const start = this.#now()
      if (start - begun > TICK_BUDGET) return
      const state = this.#viewOf(shown.request)
      shown.seen = this.#changed
      shown.madeAt = start
      shown.notBefore = start + (this.#now() - start) / SHARE
      if (state === null) {
        shown.notBefore = start + SECOND
        continue
      }
      // A state that shows the same stays the same object, so nobody compares it again.
      if (shown.state === null || this.#changes.between(shown.state, state)) shown.state = state
      for (const watch of shown.watches) watch.update(shown.state)
    }
  }

  /** A fault in one view must not end the capture; whoever watches it keeps what it has, and the log is told. */
  #viewOf(request: ViewRequest): ViewState | null {
    try {
      return viewOf(this.#subject, request, this.#lists)
    } catch (error) {
      this.#onError(error)
      return null
    }
  }
}
