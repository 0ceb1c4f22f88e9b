import type { EpochMs } from '../../../shared/time.ts'
import { lasting, type Tables } from './members.ts'
import type { Outbox } from './outbox.ts'

/** Memberships that are told at a time, so that the main thread is not held: some milliseconds, also in a flood. */
const RESUMED_AT_A_TIME = 1_000

/** After a gap what the tables still hold is told anew, some of it at each tick. */
export class Resumption {
  readonly #outbox: Outbox
  readonly #tables: Tables
  #waiting: { source: string; work: Generator<void> }[] = []

  constructor(outbox: Outbox, tables: Tables) {
    this.#outbox = outbox
    this.#tables = tables
  }

  /** There is room again: the gaps get their ends. */
  begin(): void {
    for (const { source, at } of this.#outbox.endLosses()) this.of(source, at)
  }

  /** What one source still holds goes on from `at`; from an earlier moment that was to be told it does no more. */
  of(source: string, at: EpochMs): void {
    this.#waiting = this.#waiting.filter((waiting) => waiting.source !== source)
    const table = this.#tables(source)
    if (table) this.#waiting.push({ source, work: this.#tell(source, table, at) })
  }

  /** Some of what it held was not told yet. */
  owes(source: string): boolean {
    return this.#waiting.some((waiting) => waiting.source === source)
  }

  /** Another file was begun: it knows nothing of what lasts. */
  beginAnew(): void {
    this.#waiting = []
    for (const { source, at } of this.#outbox.known()) this.of(source, at)
  }

  /** Tells some. False when there was nothing to tell. */
  some(): boolean {
    const [first] = this.#waiting
    if (!first) return false
    if (first.work.next().done === true) this.#waiting.shift()
    return true
  }

  *#tell(source: string, table: NonNullable<ReturnType<Tables>>, at: EpochMs): Generator<void> {
    let told = 0
    for (const { segment, members } of lasting(table, at)) {
      for (const member of members) this.#outbox.resume(source, segment, member)
      told += members.length
      if (told < RESUMED_AT_A_TIME) continue
      told = 0
      yield
    }
  }
}
