import type { ListHead } from '../../shared/view-heads.ts'
import { SECOND, type DurationMs } from '../../shared/time.ts'
import type { Ranking } from './ranking.ts'
import { SharedWork, type Work } from './work.ts'

/** Items that the rankings of one cache hold together; those that were asked for longest ago go first. */
const ITEMS_KEPT = 4_000_000
/** A list that nobody asks for is kept this long. */
const KEPT_FOR: DurationMs = 10 * SECOND
/** What takes no longer is made anew at once; of others the old one is shown while the new one is made. */
const AT_ONCE: DurationMs = 4
/** Each list takes at most this share of the time. */
const SHARE = 0.1
/** Without any change a list is still made this often: time alone makes things older. */
const MAX_AGE: DurationMs = SECOND

export interface Listed<Item> {
  ranking: Ranking<Item>
  filterError: ListHead['filterError']
}

/** What the cache needs to know of a list, whatever its items are. */
type Weighed = Pick<Listed<never>, 'filterError'> & { ranking: { readonly length: number } }

interface Kept {
  make: () => Work<Weighed>
  listed: Weighed | null
  making: SharedWork<void> | null
  took: DurationMs
  madeAt: DurationMs
  /** The count of changes that it has seen. */
  seen: number
  usedAt: DurationMs
}

interface ListCacheOptions {
  /** Runs evenly, in milliseconds; its zero is anywhere. */
  now: () => DurationMs
  /** Whether a list that takes long is given as it was, and told among the `outdated`. */
  old: boolean
}

/**
 * Lists that were filtered and ranked a moment ago, so that all pages and viewers of the same list share the work. A page
 * shows the values of its own moment; only the order, and what matches, may be as old as ten times what making takes.
 */
export class ListCache {
  readonly #lists = new Map<string, Kept>()
  readonly #outdated = new Set<Kept>()
  readonly #now: () => DurationMs
  readonly #old: boolean
  #changed = 0
  /** Time that making lists took, in all. */
  spent: DurationMs = 0

  constructor({ now, old }: ListCacheOptions) {
    this.#now = now
    this.#old = old
  }

  /** For one look at a subject that stands still. */
  static ofOneMoment(): ListCache {
    return new ListCache({ now: () => 0, old: false })
  }

  /** Something of the subject may be different now. */
  changed(): void {
    this.#changed += 1
  }

  /** `key` tells all that `make` depends on but the subject. */
  *list<List extends Weighed>(key: string, make: () => Work<List>): Work<List> {
    let kept = this.#lists.get(key)
    // Again at the end: the map is in the order of use.
    if (kept) this.#lists.delete(key)
    else kept = { make, listed: null, making: null, took: 0, madeAt: -Infinity, seen: -1, usedAt: 0 }
    this.#lists.set(key, kept)
    kept.usedAt = this.#now()
    if (this.#isOutdated(kept)) {
      if (kept.listed && this.#old && kept.took > AT_ONCE) this.#outdated.add(kept)
      else yield* this.#renewed(kept)
    }
    return kept.listed as List // a key begins with its view, and a view has one kind of list
  }

  /** The making of lists that were asked for and shown as they were. Each is told once. */
  outdated(): Work<void>[] {
    const works = [...this.#outdated].map((kept) => this.#renewed(kept))
    this.#outdated.clear()
    return works
  }

  /** Those that nobody looks at any more. */
  forgetUnused(): void {
    const now = this.#now()
    for (const [key, { usedAt }] of this.#lists) {
      if (now - usedAt > KEPT_FOR) this.#lists.delete(key)
    }
  }

  #isOutdated({ listed, madeAt, took, seen }: Kept): boolean {
    if (!listed) return true
    const age = this.#now() - madeAt
    return age >= took / SHARE && (seen !== this.#changed || age >= MAX_AGE)
  }

  /** Whoever begins to wait later waits for what is being made then. */
  *#renewed(kept: Kept): Work<void> {
    kept.making ??= new SharedWork(this.#make(kept))
    yield* kept.making.wait()
  }

  *#make(kept: Kept): Work<void> {
    const begun = this.#changed
    let took = 0
    let work: Work<Weighed> | null = null
    try {
      work = kept.make()
      while (true) {
        const from = this.#now()
        const step = work.next()
        took += this.#spend(from, kept)
        if (!step.done) {
          yield
          continue
        }
        Object.assign(kept, { listed: step.value, took, madeAt: this.#now(), seen: begun })
        break
      }
    } finally {
      kept.making = null
      work?.return(undefined as never) // it has ended, or nobody waits for it
    }
    this.#dropBeyondRoom()
  }

  #spend(from: DurationMs, kept: Kept): DurationMs {
    kept.usedAt = this.#now()
    const took = kept.usedAt - from
    this.spent += took
    return took
  }

  #dropBeyondRoom(): void {
    let items = 0
    for (const { listed } of this.#lists.values()) items += listed?.ranking.length ?? 0
    for (const [key, { listed }] of this.#lists) {
      if (items <= ITEMS_KEPT || this.#lists.size === 1) return
      items -= listed?.ranking.length ?? 0
      this.#lists.delete(key)
    }
  }
}
