import {
  MAX_UNACKNOWLEDGED,
  type ViewChange,
  type ViewRequest,
  type ViewSnapshot,
  type ViewState,
} from '../../shared/live.ts'
import type { Changes } from './diff.ts'

/** How updates reach the other side. `received` is called when it has them. */
export interface Outlet {
  snapshot(id: number, snapshot: ViewSnapshot, received: () => void): void
  change(id: number, change: ViewChange, received: () => void): void
  /** Much waits to be sent already: the other side reads slowly, or not at all. */
  isFull(): boolean
}

/** One view that one viewer watches: what it was sent last, and what of it is still under way. */
export class Watch {
  readonly request: ViewRequest
  readonly #id: number
  readonly #outlet: Outlet
  readonly #changes: Changes
  #sent: ViewState | null = null
  #seq = 0
  #unacknowledged = 0
  #closed = false

  constructor(id: number, request: ViewRequest, outlet: Outlet, changes: Changes) {
    this.#id = id
    this.request = request
    this.#outlet = outlet
    this.#changes = changes
  }

  /** Its viewer has no snapshot, or was too slow for the changes since. */
  get behind(): boolean {
    return this.#sent === null
  }

  /**
   * The view is now `state`. A viewer that does not acknowledge gets nothing more, and nothing is kept for it: when it
   * is back it gets all anew.
   */
  update(state: ViewState): void {
    if (this.#closed) return
    if (this.#unacknowledged >= MAX_UNACKNOWLEDGED || this.#outlet.isFull()) {
      if (this.#sent !== state) this.#sent = null
      return
    }
    if (this.#sent === null) {
      this.#seq += 1
      this.#unacknowledged += 1
      this.#outlet.snapshot(this.#id, { seq: this.#seq, state }, this.#received)
    } else {
      const change = this.#changes.between(this.#sent, state)
      if (!change) return
      this.#seq += 1
      this.#unacknowledged += 1
      this.#outlet.change(this.#id, { seq: this.#seq, ...change }, this.#received)
    }
    this.#sent = state
  }

  close(): void {
    this.#closed = true
    this.#sent = null
  }

  readonly #received = (): void => {
    this.#unacknowledged -= 1
  }
}
