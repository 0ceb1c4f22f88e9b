import { MINUTE, type EpochMs } from '../../shared/time.ts'
import { networkOf } from '../../shared/network-of.ts'
import type { AuditEntry } from './audit.ts'

/** Those whose rows are counted at a time; the one that began longest ago is told at once. */
const MAX_WATCHED = 1_000

interface Counted {
  since: EpochMs
  count: number
  /** The last one that has no row of its own. */
  last: AuditEntry | null
  more: number
}

/** Who has a row of their own written again and again: after so many within a minute the rest of it is one row. */
export class Gathering {
  readonly #most: number
  readonly #tell: (entry: AuditEntry) => void
  readonly #counted = new Map<string, Counted>()

  /** `most`: rows of one name at one network within a minute. `tell` is given what goes into the log. */
  constructor(most: number, tell: (entry: AuditEntry) => void) {
    this.#most = most
    this.#tell = tell
  }

  add(entry: AuditEntry, now: EpochMs): void {
    this.look(now)
    const key = `${networkOf(entry.address)} ${entry.who ?? ''}`
    const counted = this.#counted.get(key) ?? this.#begin(key, now)
    if (counted.count < this.#most) {
      counted.count += 1
      this.#tell(entry)
      return
    }
    counted.more += 1
    counted.last = entry
  }

  /** To be called each second: minutes that are over. A clock that was set back ends them too. */
  look(now: EpochMs): void {
    for (const [key, { since }] of this.#counted) {
      if (now >= since && now - since < MINUTE) break
      this.#end(key)
    }
  }

  /** Before the end. */
  close(): void {
    for (const key of this.#counted.keys()) this.#end(key)
  }

  #begin(key: string, now: EpochMs): Counted {
    const counted = { since: now, count: 0, last: null, more: 0 }
    this.#counted.set(key, counted)
    const [oldest] = this.#counted.keys()
    if (this.#counted.size > MAX_WATCHED && oldest !== undefined) this.#end(oldest)
    return counted
  }

  #end(key: string): void {
    const counted = this.#counted.get(key)
    this.#counted.delete(key)
    if (!counted?.last) return
    const { last, more } = counted
    this.#tell(more === 1 ? last : { ...last, subject: `(${more} of one minute, the last) ${last.subject}` })
  }
}
