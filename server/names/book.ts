import type { Address } from '../../shared/address.ts'
import { MAX_NAMES, NAME_KINDS, type Name, type NameEntry, type NameKind } from '../../shared/names.ts'
import { notice, type Notice } from '../../shared/notice.ts'
import { CompiledNames, type Reverse } from './compiled.ts'
import { checkEntry, keyOf, type CheckedEntry } from './entry.ts'
import type { NamedHost, NamedSegment, Names } from './names.ts'

export const NO_REVERSE: Reverse = () => null

/** The names that people gave; at most `MAX_NAMES`, a further one is refused. Answers who is called what. */
export class NameBook implements Names {
  readonly #entries = new Map<string, CheckedEntry>()
  readonly #reverse: Reverse
  readonly #limit: number
  /** null: a change has to be compiled. */
  #compiled: CompiledNames | null = null
  #sorted: readonly NameEntry[] | null = null
  /** Counts changes. */
  version = 0

  constructor(entries: Iterable<NameEntry> = [], reverse: Reverse = NO_REVERSE, limit = MAX_NAMES) {
    this.#reverse = reverse
    this.#limit = limit
    for (const entry of entries) {
      const { checked } = checkEntry(entry)
      if (checked) this.put(checked)
    }
  }

  get size(): number {
    return this.#entries.size
  }

  find(key: string): NameEntry | null {
    return this.#entries.get(key)?.entry ?? null
  }

  /** By its subject, written in any way. */
  entryOf(key: Omit<NameEntry, 'name'>): NameEntry | null {
    const { checked } = checkEntry({ ...key, name: '-' })
    return checked && this.find(checked.key)
  }

  /** Creates or replaces. Returns why not, or null. */
  put(checked: CheckedEntry): Notice | null {
    const { key, entry } = checked
    const known = this.#entries.get(key)
    if (!known && this.#entries.size >= this.#limit) return notice('names-full', { limit: this.#limit })
    if (known && sameEntry(known.entry, entry)) return null
    this.#entries.set(key, checked)
    this.#changed()
    return null
  }

  /** False when there is no such entry. */
  remove(key: Omit<NameEntry, 'name'>): boolean {
    if (!this.#entries.delete(keyOf(key))) return false
    this.#changed()
    return true
  }

  /** All of them by kind, then by subject. */
  entries(): readonly NameEntry[] {
    this.#sorted ??= [...this.#entries.values()].map(({ entry }) => entry).sort(compareEntries)
    return this.#sorted
  }

  segment(segment: NamedSegment): string | null {
    return this.#names().segment(segment)
  }
  group(group: Address, segment: NamedSegment): Name | null {
    return this.#names().group(group, segment)
  }
  host(host: NamedHost, segment: NamedSegment): Name | null {
    return this.#names().host(host, segment)
  }
  knownHost(host: NamedHost, segment: NamedSegment): Name | null {
    return this.#names().knownHost(host, segment)
  }

  #names(): CompiledNames {
    return (this.#compiled ??= new CompiledNames(this.#entries.values(), this.#reverse))
  }

  #changed(): void {
    this.#compiled = null
    this.#sorted = null
    this.version += 1
  }
}

const sameEntry = (a: NameEntry, b: NameEntry): boolean => a.name === b.name && a.subject === b.subject && a.on === b.on

const order = new Intl.Collator('en', { numeric: true })
const rank = (kind: NameKind): number => NAME_KINDS.indexOf(kind)
/** By kind and subject. */
export const compareEntries = (a: Omit<NameEntry, 'name'>, b: Omit<NameEntry, 'name'>): number =>
  rank(a.kind) - rank(b.kind) || order.compare(a.subject, b.subject) || order.compare(a.on ?? '', b.on ?? '')
