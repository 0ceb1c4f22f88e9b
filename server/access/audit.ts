import { join } from 'node:path'
import type { AuditAnswer, AuditRow } from '../../shared/access.ts'
import type { EpochMs } from '../../shared/time.ts'
import { AuditFiles, MAX_FILE } from './audit-files.ts'
import { Gathering } from './gathering.ts'

/** Files that are put aside of what operators, commands and the server itself did, and of either of the rest. */
export const MAX_ASIDE = 19
export const MAX_ASIDE_OF_REST = 4
/** Rows of one name at one network within a minute; further ones are told together. */
export const MAX_REFUSED = 20
export const MAX_LOOKED = 60

export type AuditEntry = Omit<AuditRow, 'id' | 'at'>

interface AuditOptions {
  folder: string
  now: () => EpochMs
  /** Once, when rows begin to be lost, and once when they are kept again. */
  log: (sentence: string) => void
  /** Octets of one file. */
  maxFile?: number
}

/**
 * Who did what, in the data folder. Who may change nothing can push out nothing that matters: what was refused has
 * files of its own, and so has what viewers and displays did.
 */
export class Audit {
  readonly path: string
  readonly #now: AuditOptions['now']
  readonly #done: AuditFiles
  readonly #looked: AuditFiles
  readonly #refused: AuditFiles
  readonly #ofRefused: Gathering
  readonly #ofLooked: Gathering
  #lastId: number

  constructor({ folder, now, log, maxFile = MAX_FILE }: AuditOptions) {
    this.path = join(folder, 'audit.jsonl')
    this.#now = now
    const rest = { maxAside: MAX_ASIDE_OF_REST, maxFile, log }
    this.#done = new AuditFiles({ ...rest, path: this.path, maxAside: MAX_ASIDE })
    this.#looked = new AuditFiles({ ...rest, path: join(folder, 'audit-viewers.jsonl') })
    this.#refused = new AuditFiles({ ...rest, path: join(folder, 'audit-refused.jsonl') })
    this.#ofRefused = new Gathering(MAX_REFUSED, (entry) => this.#put(this.#refused, entry))
    this.#ofLooked = new Gathering(MAX_LOOKED, (entry) => this.#put(this.#looked, entry))
    this.#lastId = Math.max(...this.#files.map((files) => files.lastId()))
  }

  get lost(): number {
    return this.#files.reduce((sum, { lost }) => sum + lost, 0)
  }

  get #files(): AuditFiles[] {
    return [this.#done, this.#looked, this.#refused]
  }

  /** `at`: when it was; absent: now. */
  write(entry: AuditEntry & { at?: EpochMs }): void {
    if (!entry.done) this.#ofRefused.add(entry, this.#now())
    else if (entry.role === 'viewer' || entry.role === 'display') this.#ofLooked.add(entry, this.#now())
    else this.#put(this.#done, entry)
  }

  #put(files: AuditFiles, entry: AuditEntry & { at?: EpochMs }): void {
    this.#lastId += 1
    files.write({ id: this.#lastId, at: this.#now(), ...entry })
  }

  /** To be called each second: what was told together is written down. */
  look(): void {
    for (const gathering of [this.#ofRefused, this.#ofLooked]) gathering.look(this.#now())
  }

  /** What was written before is on its way to the disk when it resolves. */
  async flushed(): Promise<void> {
    await Promise.all(this.#files.map((files) => files.flushed()))
  }

  async close(): Promise<void> {
    for (const gathering of [this.#ofRefused, this.#ofLooked]) gathering.close()
    await this.flushed()
  }

  /** The newest first, of those before the row `before`. */
  page(limit: number, before: number | null): AuditAnswer {
    const rows: AuditRow[] = []
    for (const row of this.rows(before)) {
      if (rows.length === limit) return { rows, next: rows.at(-1)?.id ?? null, lost: this.lost }
      rows.push(row)
    }
    return { rows, next: null, lost: this.lost }
  }

  /** The newest first, of all files. */
  *rows(before: number | null = null): Generator<AuditRow> {
    const readings = this.#files.map((files) => {
      const rows = files.rows(before)
      return { rows, next: nextOf(rows) }
    })
    for (;;) {
      const [newest] = readings
        .filter(({ next }) => next !== null)
        .sort((a, b) => (b.next?.id ?? 0) - (a.next?.id ?? 0))
      if (!newest?.next) return
      yield newest.next
      newest.next = nextOf(newest.rows)
    }
  }
}

const nextOf = (rows: Generator<AuditRow>): AuditRow | null => {
  const { value, done } = rows.next()
  return done === true ? null : value
}
