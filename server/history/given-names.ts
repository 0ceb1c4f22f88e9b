import type { NameEntry } from '../../shared/names.ts'

/** The names that people gave, as the reading thread is told them. `version` is another one after each change. */
export interface GivenNames {
  readonly version: number
  entries(): readonly NameEntry[]
}

export const NO_GIVEN_NAMES: GivenNames = { version: 0, entries: () => [] }
