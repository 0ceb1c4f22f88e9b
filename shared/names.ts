import type { EventLine } from './event.ts'
import type { Notice } from './notice.ts'

/*
 * Names that people read instead of addresses: given by hand or by a file, of the registries, or of the DNS. An address
 * always stands beside a name or one pointer away; a name never stands for two things silently.
 */

export const NAME_KINDS = ['segment', 'group', 'host'] as const
export type NameKind = (typeof NAME_KINDS)[number]

/** Names that are kept; further ones are refused. */
export const MAX_NAMES = 50_000
/** Characters of a name. */
export const MAX_NAME_LENGTH = 80

/** One line of the book. `kind`, `subject` and `on` together are its key. */
export interface NameEntry {
  kind: NameKind
  /**
   * `segment`: its name, where `*` stands for anything, or `vlan:20`. `group`: an address or a prefix. `host`: an address,
   * a prefix, a MAC or the beginning of one (`aa:bb:cc*`).
   */
  subject: string
  /** Of groups and hosts: only on these segments, written like a segment's subject; null: everywhere. */
  on: string | null
  name: string
}

/** `given`: by hand or import. `registry`: of IANA and of the makers' documents. `dns`: the reverse lookup of an address. */
export type NameOrigin = 'given' | 'registry' | 'dns'

export interface Name {
  text: string
  origin: NameOrigin
  /** It is of this one alone; false: of a whole range, so that the address has to stand beside it. */
  exact: boolean
}

/** An event as a page shows it; a querier is its host. `replay` prints it without names. */
export type NamedEvent = EventLine & { groupName: Name | null; hostName: Name | null }

/** What an import would do, or did. */
export interface ImportReport {
  added: number
  changed: number
  same: number
  /** Lines that say nothing one can use, the first `MAX_REFUSED`; why is a notice of `notice.ts`. */
  refused: readonly { line: number; text: string; why: Notice }[]
  refusedInAll: number
  /** The first entries, as they were read. */
  sample: readonly NameEntry[]
}
/** Lines that a report of an import shows. */
export const MAX_REFUSED = 20
