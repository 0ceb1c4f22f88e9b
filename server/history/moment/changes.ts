import { MINUTE, type DurationMs, type EpochMs } from '../../../shared/time.ts'
import type { Work } from '../../views/work.ts'
import { slotOf, timeOf } from '../file/key.ts'
import { postedIds, postedUpTo } from '../postings/posting-reading.ts'
import type { Db } from '../file/sqlite.ts'
import { readWhat, slipOf, type What } from '../file/what.ts'

/** The last thing that happened to a membership between two moments. */
export interface Change {
  kind: What['kind']
  at: EpochMs
}

/** Of so few hosts the events are looked up; of more all that happened is read, the newest first. */
const HOSTS_LOOKED_UP = 1_000
const ROWS_READ = 5_000
const IDS_READ = 2_000
const SLIPPED: DurationMs = MINUTE

/** id, what, grp, host: of the table `event`. */
type EndRow = readonly [id: number, what: number, group: number | null, host: number | null]

interface Wanted {
  /** Memberships by group and host whose end is looked for, and those of which the last change is. */
  gone: ReadonlySet<string>
  altered: ReadonlySet<string>
}

/** By group and host. */
export function* changesBetween(
  db: Db,
  from: EpochMs,
  to: EpochMs,
  gone: ReadonlySet<string>,
  altered: ReadonlySet<string>,
): Work<Map<string, Change>> {
  const found = new Found({ gone, altered }, from, to)
  if (found.isComplete) return found.changes
  const hosts = new Set([...gone, ...altered].map((key) => Number(key.split(' ')[1])))
  const after = slotOf(from) - 1
  const before = slotOf(to + SLIPPED)
  if (hosts.size > HOSTS_LOOKED_UP) yield* readAll(db, after, before, found)
  else {
    // What is not in the postings yet is the newest.
    const posted = postedUpTo(db)
    yield* readAll(db, Math.max(after, posted), before, found)
    yield* readPosted(db, [...hosts], after, before, found)
  }
  return found.changes
}

function* readAll(db: Db, after: number, before: number, found: Found): Work<void> {
  const next = db
    .prepare(
      `SELECT id, what, grp, host FROM event WHERE id > ? AND id < ? AND lasted IS NOT NULL
     ORDER BY id DESC LIMIT ${ROWS_READ}`,
    )
    .raw()
  for (let end = before; !found.isComplete;) {
    const rows = next.all(after, end) as EndRow[]
    for (const row of rows) found.see(row)
    const last = rows.at(-1)
    if (!last) return
    end = last[0]
    yield
  }
}

function* readPosted(db: Db, hosts: number[], after: number, before: number, found: Found): Work<void> {
  const rows = db
    .prepare(
      `SELECT id, what, grp, host FROM event WHERE id IN (SELECT value FROM json_each(?)) AND lasted IS NOT NULL`,
    )
    .raw()
  for (const ids of postedIds(db, { by: 'host', numbers: hosts }, after, before)) {
    for (let i = 0; i < ids.length; i += IDS_READ) {
      for (const row of rows.all(JSON.stringify(ids.slice(i, i + IDS_READ))) as EndRow[]) found.see(row)
      yield
    }
  }
}

/** Keeps the newest of each. */
class Found {
  readonly changes = new Map<string, Change>()
  readonly #wanted: Wanted
  /** Of those that are wanted, by group. */
  readonly #hosts = new Map<number, Set<number>>()
  readonly #from: EpochMs
  readonly #to: EpochMs

  constructor(wanted: Wanted, from: EpochMs, to: EpochMs) {
    this.#wanted = wanted
    for (const key of [...wanted.gone, ...wanted.altered]) {
      const [group, host] = key.split(' ').map(Number) as [number, number]
      const hosts = this.#hosts.get(group)
      if (hosts) hosts.add(host)
      else this.#hosts.set(group, new Set([host]))
    }
    this.#from = from
    this.#to = to
  }

  /** Enough when rows come the newest first. */
  get isComplete(): boolean {
    return this.changes.size === this.#wanted.gone.size + this.#wanted.altered.size
  }

  see([id, what, group, host]: EndRow): void {
    // Of a day there are millions, and a text is made of those alone that may be wanted.
    if (group === null || host === null || !this.#hosts.get(group)?.has(host)) return
    const key = `${group} ${host}`
    const { kind } = readWhat(what)
    if (!(kind === 'changed' ? this.#wanted.altered : this.#wanted.gone).has(key)) return
    const at = timeOf(id, slipOf(what))
    const known = this.changes.get(key)
    if (at > this.#from && at <= this.#to && (!known || at > known.at)) this.changes.set(key, { kind, at })
  }
}
