import { appendFileSync } from 'node:fs'
import type { NameEntry } from '../shared/names.ts'
import { notice, sentence, type Notice } from '../shared/notice.ts'
import { KeptFile } from './kept-file.ts'
import { NameBook } from './names/book.ts'
import type { CheckedEntry } from './names/entry.ts'
import { planImport, type Refused } from './names/import.ts'
import { MAX_LINES } from './names/written.ts'
import { readNames, writeNames } from './names-text.ts'

const FILE = 'names.csv'
/** Octets of a file that is read; 50,000 names of 80 letters are less. */
const MAX_OCTETS = 32 * 1024 * 1024

/** The names that people gave, in a file of the data folder that they may edit by hand while Rollcall does not run. */
export class NamesFile {
  readonly #file: KeptFile
  /** What could not be read has been kept nowhere else: the file stays as it is. */
  #mustStay = false

  constructor(folder: string) {
    this.#file = new KeptFile(folder, FILE, 'names-not-kept')
  }

  get path(): string {
    return this.#file.path
  }

  /** `onUnreadable` hears in a sentence what cannot be used and where it is kept. */
  read(onUnreadable: (sentence: string) => void): readonly CheckedEntry[] {
    const octets = this.#octets(onUnreadable)
    if (octets === null) return []
    const { lines, why } = readNames(octets, null)
    if (why) {
      if (octets.length > 0) this.#setAside(sentence(why), onUnreadable)
      return []
    }
    const { entries, refused } = planImport(new NameBook(), lines)
    // What is longer than is read would be lost with the next name.
    if (refused.some(({ why }) => why.code === 'import-too-long')) {
      this.#setAside(sentence(notice('import-too-long', { limit: MAX_LINES })), onUnreadable)
      return entries
    }
    if (refused.length > 0) this.#keepUnread(refused, entries, onUnreadable)
    return entries
  }

  /** For who only looks: nothing is set aside, and nothing written. */
  look(): readonly CheckedEntry[] {
    try {
      const octets = this.#file.read(MAX_OCTETS)
      const { lines } = octets === null ? { lines: null } : readNames(octets, null)
      return lines ? planImport(new NameBook(), lines).entries : []
    } catch {
      return []
    }
  }

  /** Returns why not, or null. */
  write(entries: readonly NameEntry[]): Notice | null {
    return this.#mustStay ? notice('names-not-kept', { path: this.path }) : this.#file.write(writeNames(entries))
  }

  #octets(onUnreadable: (sentence: string) => void): Uint8Array | null {
    try {
      return this.#file.read(MAX_OCTETS)
    } catch (error) {
      this.#setAside(`${error instanceof Error ? error.message : String(error)}.`, onUnreadable)
      return null
    }
  }

  #setAside(why: string, onUnreadable: (sentence: string) => void): void {
    if (this.#file.setAside()) onUnreadable(`Cannot read ${this.path}: ${why} It is kept as ${this.path}.damaged.`)
    else {
      this.#mustStay = true
      onUnreadable(`Cannot read ${this.path}: ${why} It stays as it is, and no name that is given is kept.`)
    }
  }

  /** Lines that cannot be read go to a file beside, since the next name that is given writes this one anew. */
  #keepUnread(
    refused: readonly Refused[],
    entries: readonly CheckedEntry[],
    onUnreadable: (sentence: string) => void,
  ): void {
    const aside = `${this.path}.unread`
    const [first] = refused
    if (!first) return
    const values = { path: this.path, line: first.line, why: sentence(first.why), aside, count: refused.length }
    onUnreadable(sentence(notice(refused.length === 1 ? 'names-line-not-read' : 'names-lines-not-read', values)))
    try {
      appendFileSync(aside, refused.map(({ text }) => `${text}\n`).join(''), { mode: 0o600, flush: true })
      if (this.#file.write(writeNames(entries.map(({ entry }) => entry))) === null) return
    } catch {
      // Said below.
    }
    this.#mustStay = true
  }
}
