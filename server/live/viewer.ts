import { MAX_UNACKNOWLEDGED, MAX_VIEWS, type ViewName } from '../../shared/live.ts'
import { notice, sentence } from '../../shared/notice.ts'
import { SECOND, type DurationMs } from '../../shared/time.ts'
import type { Board } from './board.ts'
import { checkId, checkRequest } from './request.ts'
import type { Outlet, Watch } from './watch.ts'

/** Requests of one viewer; further ones within the second are refused. */
const MAX_REQUESTS_PER_SECOND = 50
/** Updates under way to one viewer, those of views it has left included. */
const MAX_UNDER_WAY = 2 * MAX_VIEWS * MAX_UNACKNOWLEDGED

/** One page that is connected: the views it watches, under numbers of its own choice. What it says is not trusted. */
export class Viewer {
  readonly #board: Board
  readonly #outlet: Outlet
  readonly #now: () => DurationMs
  readonly #watches = new Map<number, Watch>()
  #underWay = 0
  #second = 0
  #requests = 0

  constructor(board: Board, outlet: Outlet, now: () => DurationMs) {
    this.#board = board
    this.#now = now
    const sending = (received: () => void): (() => void) => {
      this.#underWay += 1
      return () => {
        this.#underWay -= 1
        received()
      }
    }
    this.#outlet = {
      snapshot: (id, snapshot, received) => outlet.snapshot(id, snapshot, sending(received)),
      change: (id, change, received) => outlet.change(id, change, sending(received)),
      isFull: () => outlet.isFull(),
    }
  }

  get views(): number {
    return this.#watches.size
  }

  /** Returns why not, in a sentence, or null. */
  watch(asked: unknown, request: unknown, mayWatch: (view: ViewName) => boolean = () => true): string | null {
    const id = checkId(asked)
    if (id.error !== null) return id.error
    const checked = checkRequest(request)
    if (checked.error !== null) return checked.error
    if (!mayWatch(checked.value.view)) return sentence(notice('display-wall-only'))
    if (!this.#mayAsk()) return `More than ${MAX_REQUESTS_PER_SECOND} requests in a second.`
    if (this.#underWay >= MAX_UNDER_WAY) return 'Too many earlier updates have not been acknowledged.'
    const before = this.#watches.get(id.value)
    if (!before && this.#watches.size >= MAX_VIEWS) return `One viewer watches at most ${MAX_VIEWS} views at a time.`
    if (before) this.#board.unwatch(before)
    this.#watches.set(id.value, this.#board.watch(id.value, checked.value, this.#outlet))
    return null
  }

  unwatch(asked: unknown): void {
    const id = checkId(asked)
    if (id.error !== null) return
    const watch = this.#watches.get(id.value)
    if (!watch) return
    this.#watches.delete(id.value)
    this.#board.unwatch(watch)
  }

  leave(): void {
    for (const watch of this.#watches.values()) this.#board.unwatch(watch)
    this.#watches.clear()
  }

  #mayAsk(): boolean {
    const second = Math.floor(this.#now() / SECOND)
    if (second !== this.#second) this.#requests = 0
    this.#second = second
    this.#requests += 1
    return this.#requests <= MAX_REQUESTS_PER_SECOND
  }
}
