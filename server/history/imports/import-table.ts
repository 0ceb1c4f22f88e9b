import type { ImportRow } from '../../../shared/imports.ts'
import { IMPORT_STATES } from '../../../shared/imports.ts'
import type { Notice } from '../../../shared/notice.ts'
import type { EpochMs } from '../../../shared/time.ts'
import { wholeMs } from '../file/key.ts'
import type { Db, Statement } from '../file/sqlite.ts'

/** What is known of a capture before it is put in. */
export interface NewImport {
  /** The name of its source; a free one like it where it is taken and `exact` is not asked for. */
  name: string
  exact: boolean
  files: readonly string[]
  importedAt: EpochMs
  /** The least and the greatest time of its frames. */
  from: EpochMs | null
  to: EpochMs | null
  frames: number
  /** Hexadecimal. */
  digest: string
  cut: Notice | null
}

type Stored = Omit<ImportRow, 'files' | 'state' | 'digest' | 'cut'> & {
  files: string
  state: number
  digest: Buffer
  cut: string | null
}

const UNDER_WAY = IMPORT_STATES.indexOf('under-way')
const DONE = IMPORT_STATES.indexOf('done')
const REMOVING = IMPORT_STATES.indexOf('removing')

const SELECT = `
  SELECT r.name, i.files, i.state, i.imported_at AS importedAt, i.first_at AS "from", i.last_at AS "to", i.frames,
    i.igmp, i.digest, i.cut FROM import i JOIN source r ON r.id = i.source`

/** Captures that were put in, the newest last. */
export const readImports = (db: Db): ImportRow[] =>
  (db.prepare(`${SELECT} ORDER BY i.imported_at, i.source`).all() as Stored[]).map(told)

const told = ({ files, state, digest, cut, ...row }: Stored): ImportRow => ({
  ...row,
  files: JSON.parse(files) as string[],
  state: IMPORT_STATES[state] ?? 'removing',
  digest: digest.toString('hex'),
  cut: cut === null ? null : (JSON.parse(cut) as Notice),
})

/** The table `import`, for who writes it. */
export class ImportTable {
  readonly #byDigest: Statement
  readonly #byName: Statement
  readonly #sourceOf: Statement
  readonly #addSource: Statement
  readonly #add: Statement
  readonly #finish: Statement
  readonly #setState: Statement
  readonly #leftOver: Statement

  constructor(db: Db) {
    this.#byDigest = db.prepare(`${SELECT} WHERE i.digest = ?`)
    this.#byName = db.prepare(`${SELECT} WHERE r.name = ?`)
    this.#sourceOf = db.prepare('SELECT id FROM source WHERE name = ?').pluck()
    this.#addSource = db.prepare('INSERT INTO source (name) VALUES (?)')
    this.#add = db.prepare('INSERT INTO import VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, ?)')
    this.#finish = db.prepare('UPDATE import SET state = ?, igmp = ? WHERE source = ?')
    this.#setState = db.prepare('UPDATE import SET state = ? WHERE source = ?')
    this.#leftOver = db.prepare('SELECT source FROM import WHERE state <> ?').pluck()
  }

  /** The same frames, whatever file they were in. */
  known(digest: string): ImportRow | null {
    const stored = this.#byDigest.get(Buffer.from(digest, 'hex')) as Stored | undefined
    return stored ? told(stored) : null
  }

  named(name: string): { row: ImportRow; source: number } | null {
    const stored = this.#byName.get(name) as Stored | undefined
    return stored ? { row: told(stored), source: this.#sourceOf.get(name) as number } : null
  }

  isTaken(name: string): boolean {
    return this.#sourceOf.get(name) !== undefined
  }

  /** `taken`: names that live sources have besides. */
  freeName(name: string, taken: ReadonlySet<string>): string {
    let free = name
    for (let n = 2; this.isTaken(free) || taken.has(free); n += 1) free = `${name}-${n}`
    return free
  }

  /** Within a transaction. Returns the number of its source. */
  begin(name: string, { files, importedAt, from, to, frames, digest, cut }: NewImport): number {
    const source = Number(this.#addSource.run(name).lastInsertRowid)
    this.#add.run(
      source,
      Buffer.from(digest, 'hex'),
      JSON.stringify(files),
      UNDER_WAY,
      wholeMs(importedAt),
      from === null ? null : wholeMs(from),
      to === null ? null : wholeMs(to),
      frames,
      cut === null ? null : JSON.stringify(cut),
    )
    return source
  }

  finish(source: number, igmp: number): void {
    this.#finish.run(DONE, igmp, source)
  }

  removing(source: number): void {
    this.#setState.run(REMOVING, source)
  }

  /** Sources of captures that are not wholly in, or not wholly out. */
  leftOver(): readonly number[] {
    return this.#leftOver.all(DONE) as number[]
  }
}
