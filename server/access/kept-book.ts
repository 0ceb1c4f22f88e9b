import { notice, type Notice } from '../../shared/notice.ts'
import type { StateFile } from './state-file.ts'

/**
 * Users or tokens, as a file of the data folder has them. What cannot be understood lets nobody in, and is not written
 * over; nor does a file that is gone while the server runs let everybody in.
 */
export class KeptBook<Row extends object> {
  readonly #file: StateFile<readonly Row[]>
  readonly #keyOf: (row: Row) => string
  #rows = new Map<string, Row>()
  /** Those that could not be written down. */
  readonly #unwritten = new Map<string, Row>()
  #state: 'absent' | 'there' | 'damaged' | 'vanished' = 'absent'

  constructor(file: StateFile<readonly Row[]>, keyOf: (row: Row) => string) {
    this.#file = file
    this.#keyOf = keyOf
    this.look()
  }

  get path(): string {
    return this.#file.path
  }

  get damaged(): boolean {
    return this.#state === 'damaged'
  }

  /** There was a file, and it cannot be said any more who may come in. */
  get unknown(): boolean {
    return this.#state === 'damaged' || this.#state === 'vanished'
  }

  get all(): readonly Row[] {
    return [...this.#rows.values()]
  }

  get(key: string): Row | null {
    return this.#rows.get(key) ?? null
  }

  /** Reads it where somebody else has written it. True when it is another now. */
  look(): boolean {
    const seen = this.#file.look()
    switch (seen.state) {
      case 'same':
        return false
      case 'there':
        this.#take(seen.value)
        this.#state = 'there'
        return true
      case 'absent':
        this.#take([])
        this.#state = this.#state === 'absent' ? 'absent' : 'vanished'
        return true
      case 'damaged':
        this.#take([])
        this.#state = 'damaged'
        return true
    }
  }

  put(row: Row): Notice | null {
    return this.#write((rows) => rows.set(this.#keyOf(row), row))
  }

  delete(key: string): Notice | null {
    this.#unwritten.delete(key)
    return this.#write((rows) => rows.delete(key))
  }

  /** Until the end of this run, where it could not be put. */
  hold(row: Row): void {
    this.#unwritten.set(this.#keyOf(row), row)
    this.#rows.set(this.#keyOf(row), row)
  }

  #write(change: (rows: Map<string, Row>) => void): Notice | null {
    this.look()
    if (this.damaged) return notice('access-damaged', { path: this.path })
    const rows = new Map(this.#rows)
    change(rows)
    const kept = [...rows].filter(([key]) => !this.#unwritten.has(key))
    if (!this.#file.write(kept.map(([, row]) => row))) return notice('access-not-kept', { path: this.path })
    this.#rows = rows
    this.#state = 'there'
    return null
  }

  #take(rows: readonly Row[]): void {
    this.#rows = new Map([...rows.map((row): [string, Row] => [this.#keyOf(row), row]), ...this.#unwritten])
  }
}
