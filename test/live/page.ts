import type { Outlet } from '../../server/live/watch.ts'
import { fold, MAX_UNACKNOWLEDGED, type ViewChange, type ViewSnapshot, type ViewState } from '../../shared/live.ts'

type Update = { id: number; received: () => void } & ({ snapshot: ViewSnapshot } | { change: ViewChange })

/** The far end of one view: what came and was not read yet, and what it shows. */
export class Page implements Outlet {
  readonly #waiting: Update[] = []
  state: ViewState | null = null
  #seq = 0
  snapshots = 0
  changes = 0
  /** The most that was ever under way. */
  most = 0

  get waiting(): number {
    return this.#waiting.length
  }

  snapshot(id: number, snapshot: ViewSnapshot, received: () => void): void {
    // Through JSON: what is sent must survive it, and must not change afterwards.
    this.#arrive({ id, received, snapshot: JSON.parse(JSON.stringify(snapshot)) as ViewSnapshot })
  }
  change(id: number, change: ViewChange, received: () => void): void {
    this.#arrive({ id, received, change: JSON.parse(JSON.stringify(change)) as ViewChange })
  }
  /** Its line takes nothing more. */
  full = false
  isFull(): boolean {
    return this.full
  }
  #arrive(update: Update): void {
    this.#waiting.push(update)
    this.most = Math.max(this.most, this.#waiting.length)
    if (this.most > MAX_UNACKNOWLEDGED) throw new Error(`${this.most} updates under way`)
  }

  /** Reads and acknowledges the oldest; false when nothing waits. */
  read(): boolean {
    const update = this.#waiting.shift()
    if (!update) return false
    if ('snapshot' in update) {
      this.snapshots += 1
      this.state = update.snapshot.state
      this.#seq = update.snapshot.seq
    } else {
      this.changes += 1
      if (this.state === null) throw new Error('a change before any snapshot')
      if (update.change.seq !== this.#seq + 1) throw new Error(`gap: ${this.#seq} then ${update.change.seq}`)
      this.#seq = update.change.seq
      this.state = fold(this.state, update.change)
    }
    update.received()
    return true
  }

  readAll(): void {
    while (this.read()) continue
  }
}
