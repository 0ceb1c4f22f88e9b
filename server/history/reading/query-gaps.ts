import type { DurationMs } from '../../../shared/time.ts'
import type { Db, Statement } from '../file/sqlite.ts'

/** Gaps between queries, of many senders; set aside in a temporary table, since there may be millions. */
export class QueryGaps {
  readonly #db: Db
  readonly #name: string
  readonly #add: Statement
  readonly #at: Statement
  readonly #count: Statement
  #number = 0

  constructor(db: Db, name: string) {
    this.#db = db
    this.#name = name
    db.exec(`CREATE TEMP TABLE ${name} (
      host INTEGER, gap INTEGER, number INTEGER, PRIMARY KEY (host, gap, number)) WITHOUT ROWID`)
    this.#add = db.prepare(`INSERT INTO ${name} VALUES (?, ?, ?)`)
    this.#at = db.prepare(`SELECT gap FROM ${name} WHERE host = ? ORDER BY gap LIMIT 1 OFFSET ?`).pluck()
    this.#count = db.prepare(`SELECT count(*) FROM ${name} WHERE host = ?`).pluck()
  }

  add(host: number, gap: DurationMs): void {
    this.#add.run(host, gap, (this.#number += 1))
  }

  /** By the nearest rank; null: there is none. */
  of(host: number): { median: DurationMs | null; p95: DurationMs | null; most: DurationMs | null } {
    const count = this.#count.get(host) as number
    const rank = (share: number): DurationMs | null =>
      count === 0 ? null : (this.#at.get(host, Math.max(0, Math.ceil(share * count) - 1)) as number)
    return { median: rank(0.5), p95: rank(0.95), most: rank(1) }
  }

  drop(): void {
    this.#db.exec(`DROP TABLE ${this.#name}`)
  }
}
