import type { DeliveriesAnswer, DeliveryRow } from '../../shared/channel.ts'
import { KEPT_LOG } from './kept.ts'
import { Snapshot } from '../snapshot.ts'

/** Messages that the log has; the oldest go first. */
export const MAX_LOGGED = 1_000

/** What was sent and what waits, of all channels. It survives a restart. */
export class DeliveryLog {
  /** By number, the oldest first. */
  readonly #rows = new Map<number, DeliveryRow>()
  readonly #file: Snapshot<{ rows: DeliveryRow[] }>
  #last = 0

  constructor(path: string, onUnreadable: (path: string) => void, onTrouble: (why: string | null) => void) {
    this.#file = new Snapshot(path, () => ({ rows: [...this.#rows.values()] }), onTrouble)
    try {
      for (const row of this.#file.read(KEPT_LOG)?.rows ?? []) this.#rows.set(row.id, row)
    } catch {
      onUnreadable(path)
    }
    for (const id of this.#rows.keys()) this.#last = Math.max(this.#last, id)
  }

  /** The number of the next one. */
  next(): number {
    this.#last += 1
    return this.#last
  }

  put(row: DeliveryRow): void {
    this.#last = Math.max(this.#last, row.id)
    this.#rows.set(row.id, row)
    if (this.#rows.size > MAX_LOGGED) {
      const [oldest] = this.#rows.keys()
      if (oldest !== undefined) this.#rows.delete(oldest)
    }
    this.#file.changed()
  }

  page({
    channel,
    before,
    limit,
  }: {
    channel?: string | undefined
    before?: number | undefined
    limit: number
  }): DeliveriesAnswer {
    const matching = [...this.#rows.values()]
      .filter((row) => (channel === undefined || row.channel === channel) && (before === undefined || row.id < before))
      .sort((a, b) => b.id - a.id)
    const rows = matching.slice(0, limit)
    return { rows, next: matching.length > limit ? (rows.at(-1)?.id ?? null) : null }
  }

  flush(): Promise<void> {
    return this.#file.flush()
  }
}
