/** Names that are remembered, and how long one may be (octets); what is beyond has a number of its own in each section. */
const MAX_NAMES = 4_096
const LONGEST_NAME = 256

/** What a section says of one of its interfaces. */
export interface Declared {
  readonly linkType: number
  /** if_name; empty where it has none. */
  readonly name: string
}

/** The number of an interface within its file; null: it is alone, and its path needs none. */
export type InterfacePath = number | null

/**
 * What the interfaces of a pcapng file are called in the paths of their segments. Each keeps from its first frame on what
 * it is called, so that one which is declared late does not rename another, and numbers go on from section to section. In
 * a later section the interface of the same name and link type is the same one.
 */
export class InterfacePaths {
  /** By what an interface is known by, over all sections. */
  readonly #named = new Map<string, InterfacePath>()
  /** Of this section's interfaces: what each is known by; null: nothing. */
  #keys: (string | null)[] = []
  /** How many of this section have a name and link type. */
  readonly #alike = new Map<string, number>()
  /** Of this section's interfaces; undefined: no frame came yet. */
  #paths: (InterfacePath | undefined)[] = []
  /** Interfaces of the sections before this one. */
  #earlier = 0
  /** Who has the path without a number, where that has a name. */
  #alone: string | null = null

  newSection(): void {
    this.#earlier += this.#keys.length
    this.#keys = []
    this.#alike.clear()
    this.#paths = []
  }

  declare({ linkType, name }: Declared): void {
    this.#paths.push(undefined)
    if (name === '' || name.length > LONGEST_NAME) {
      this.#keys.push(null)
      return
    }
    const key = `${linkType} ${name}`
    const before = this.#alike.get(key) ?? 0
    this.#alike.set(key, before + 1)
    this.#keys.push(`${before} ${key}`)
  }

  /** Of a frame of the interface `id` of this section, which is declared. */
  of(id: number): InterfacePath {
    const known = this.#paths[id]
    if (known !== undefined) return known
    const path = this.#first(id, this.#keys[id] ?? null)
    this.#paths[id] = path
    return path
  }

  #first(id: number, key: string | null): InterfacePath {
    const before = key === null ? undefined : this.#named.get(key)
    if (before !== undefined) return before
    // Alone in its section, it has no number; unless another one, of a name of its own, had none before it.
    const isAlone = this.#keys.length === 1 && (key === null || this.#alone === null)
    const path = isAlone ? null : this.#earlier + id
    if (key === null) return path
    if (path === null) this.#alone = key
    if (this.#named.size < MAX_NAMES) this.#named.set(key, path)
    return path
  }
}
