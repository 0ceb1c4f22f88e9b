import type { ImportReport, NameEntry, NameKind } from '../shared/names.ts'
import type { Notice } from '../shared/notice.ts'
import { NameBook, NO_REVERSE } from './names/book.ts'
import type { Reverse } from './names/compiled.ts'
import { checkEntry, type WrittenEntry } from './names/entry.ts'
import { planImport } from './names/import.ts'
import { NamesFile } from './names-file.ts'
import { readNames, writeNames } from './names-text.ts'

interface NameDeskOptions {
  folder: string
  /** Names that are there from the start, where the file has none. */
  builtIn?: readonly NameEntry[]
  /** Names of the DNS. */
  reverse?: Reverse
  /** Something is called otherwise now. */
  changed: () => void
  /** Hears in a sentence what cannot be used of the file. */
  onUnreadable: (sentence: string) => void
}

/** Where people give names. They survive a restart. */
export class NameDesk {
  readonly book: NameBook
  readonly #file: NamesFile
  readonly #changed: () => void

  constructor({ folder, builtIn = [], reverse = NO_REVERSE, changed, onUnreadable }: NameDeskOptions) {
    this.#file = new NamesFile(folder)
    this.#changed = changed
    this.book = new NameBook(builtIn, reverse)
    for (const entry of this.#file.read(onUnreadable)) this.book.put(entry)
  }

  entries(): readonly NameEntry[] {
    return this.book.entries()
  }

  csv(): string {
    return writeNames(this.book.entries())
  }

  /** Creates or replaces; the entry as it is kept. `why`: it is not, or only until the next start. */
  put(written: WrittenEntry): { entry: NameEntry | null; why: Notice | null } {
    const { checked, why } = checkEntry(written)
    if (!checked) return { entry: null, why }
    const refusal = this.book.put(checked)
    return refusal ? { entry: null, why: refusal } : { entry: checked.entry, why: this.#keep() }
  }

  find(key: Omit<NameEntry, 'name'>): NameEntry | null {
    return this.book.entryOf(key)
  }

  /** Returns why it is gone only until the next start, or null. */
  remove(key: Omit<NameEntry, 'name'>): Notice | null {
    return this.book.remove(key) ? this.#keep() : null
  }

  /** CSV or M3U. `preview`: nothing is changed. */
  import(
    octets: Uint8Array,
    kind: NameKind | null,
    preview: boolean,
  ): { report: ImportReport | null; why: Notice | null } {
    const { lines, why } = readNames(octets, kind)
    if (!lines) return { report: null, why }
    const { report, entries } = planImport(this.book, lines)
    if (preview || entries.length === 0) return { report, why: null }
    for (const entry of entries) this.book.put(entry)
    return { report, why: this.#keep() }
  }

  #keep(): Notice | null {
    this.#changed()
    return this.#file.write(this.book.entries())
  }
}
