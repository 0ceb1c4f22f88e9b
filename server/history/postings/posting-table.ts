import { dayOf, firstOf, packIds } from './posting-pack.ts'
import type { Db, Statement } from '../file/sqlite.ts'

/** Rows that are posted together, unless told otherwise: the more, the fewer lists are touched for each; until then they are found by a scan. */
const BLOCK_ROWS = 65_536
/** Lists that are written after one commit at least, so that none waits long. */
const LISTS_AT_A_TIME = 4_096
/** A list that would grow beyond so many octets goes on in another part: a longer row takes pages for itself alone. */
const PART_OCTETS = 900
/** Ids that are added at a time, fewer than a part has room for. */
const IDS_AT_A_TIME = 100

const KINDS = ['host', 'grp'] as const
type Kind = (typeof KINDS)[number]
const TABLES: Readonly<Record<Kind, string>> = { host: 'host_day', grp: 'group_day' }

type Lists = Map<number, Map<number, number[]>>
type PostedRow = [id: number, grp: number | null, host: number | null]

/** Rows that are being posted: their lists that are not in the file yet. */
interface Block {
  last: number
  lists: Generator<() => void>
}

/**
 * Lists of the ids of the events of each host and group, by day. Rows up to `posted` are in them. What was added since is
 * posted in blocks, some lists after each commit; a row that comes late, with an id before that, is posted in the
 * transaction that adds it. An end in the middle of a block posts some of it twice: who reads drops doubles.
 */
export class PostingTable {
  readonly #blockRows: number
  readonly #rows: Statement
  readonly #setPosted: Statement
  readonly #writers: Readonly<Record<Kind, ListWriter>>
  #block: Block | null = null
  /** Up to here rows are posted, or about to be. */
  #through: number
  #late: PostedRow[] = []
  /** Rows that may be there and are not posted. */
  #waiting = Infinity

  constructor(db: Db, blockRows = BLOCK_ROWS) {
    this.#blockRows = blockRows
    this.#rows = db.prepare('SELECT id, grp, host FROM event WHERE id > ? ORDER BY id LIMIT ?').raw()
    this.#setPosted = db.prepare(`INSERT OR REPLACE INTO meta VALUES ('posted', ?)`)
    this.#writers = { host: new ListWriter(db, 'host'), grp: new ListWriter(db, 'grp') }
    const posted = db.prepare(`SELECT value FROM meta WHERE name = 'posted'`).pluck().get() as number | undefined
    this.#through = posted ?? Number.MIN_SAFE_INTEGER
  }

  /** Within the transaction that adds the row. */
  added(id: number, group: number | null, host: number | null): void {
    if (id <= this.#through) this.#late.push([id, group, host])
    else this.#waiting += 1
  }

  /** At the end of a transaction. */
  postLate(): void {
    if (this.#late.length === 0) return
    for (const write of this.#lists(this.#late)) write()
    this.#late = []
  }

  /** A transaction was rolled back. */
  forget(): void {
    this.#late = []
  }

  /** After a commit of so many rows. `transaction` runs its work as one; what fails (a full disk) is tried after the next. */
  post(rows: number, transaction: (work: () => void) => void): void {
    try {
      const block = (this.#block ??= this.#nextBlock())
      if (!block) return
      const some = this.#some(block.lists, Math.max(LISTS_AT_A_TIME, 2 * rows))
      transaction(() => {
        for (const write of some.writes) write()
        if (some.done) this.#setPosted.run(block.last)
      })
      if (some.done) this.#block = null
    } catch {
      // It is begun again: what was posted of it is there twice.
      if (this.#block) this.#through = Number.MIN_SAFE_INTEGER
      this.#block = null
    }
  }

  #some(lists: Block['lists'], count: number): { writes: (() => void)[]; done: boolean } {
    const writes: (() => void)[] = []
    while (writes.length < count) {
      const next = lists.next()
      if (next.done === true) return { writes, done: true }
      writes.push(next.value)
    }
    return { writes, done: false }
  }

  #nextBlock(): Block | null {
    if (this.#waiting < this.#blockRows) return null
    const rows = this.#rows.all(this.#through, this.#blockRows) as PostedRow[]
    const last = rows.at(-1)
    if (rows.length < this.#blockRows || !last) {
      this.#waiting = rows.length
      return null
    }
    this.#waiting -= rows.length
    this.#through = last[0]
    return { last: last[0], lists: this.#lists(rows) }
  }

  *#lists(rows: readonly PostedRow[]): Generator<() => void> {
    for (const kind of KINDS) {
      const writer = this.#writers[kind]
      const lists: Lists = new Map()
      for (const [id, grp, host] of rows) {
        const number = kind === 'host' ? host : grp
        if (number !== null) listOf(lists, dayOf(id), number).push(id)
      }
      for (const [day, ofDay] of lists) {
        // In the order of the file, so that a page is written once.
        for (const number of [...ofDay.keys()].sort((a, b) => a - b)) {
          yield () => writer.append(day, number, ofDay.get(number) ?? [])
        }
      }
    }
  }
}

function listOf(lists: Lists, day: number, number: number): number[] {
  let ofDay = lists.get(day)
  if (!ofDay) lists.set(day, (ofDay = new Map<number, number[]>()))
  let list = ofDay.get(number)
  if (!list) ofDay.set(number, (list = []))
  return list
}

/** The lists of one table. */
class ListWriter {
  readonly #last: Statement
  readonly #add: Statement
  readonly #append: Statement

  constructor(db: Db, kind: Kind) {
    const table = TABLES[kind]
    this.#last = db
      .prepare(`SELECT part, last, length(ids) FROM ${table} WHERE day = ? AND ${kind} = ? ORDER BY part DESC LIMIT 1`)
      .raw()
    this.#add = db.prepare(`INSERT INTO ${table} VALUES (?, ?, ?, ?, ?)`)
    // The octets of a blob stay what they are when it is joined as text.
    this.#append = db.prepare(
      `UPDATE ${table} SET last = ?, ids = CAST(ids || ? AS BLOB) WHERE day = ? AND ${kind} = ? AND part = ?`,
    )
  }

  append(day: number, number: number, ids: readonly number[]): void {
    let known = this.#last.get(day, number) as [part: number, last: number, octets: number] | undefined
    for (let from = 0; from < ids.length; from += IDS_AT_A_TIME) {
      const some = ids.slice(from, from + IDS_AT_A_TIME)
      const end = some.at(-1)!
      const packed = known && packIds(some, known[1])
      if (known && packed && known[2] + packed.length <= PART_OCTETS) {
        this.#append.run(end, packed, day, number, known[0])
        known = [known[0], end, known[2] + packed.length]
      } else {
        const first = packIds(some, firstOf(day))
        const part = known ? known[0] + 1 : 0
        this.#add.run(day, number, part, end, first)
        known = [part, end, first.length]
      }
    }
  }
}
