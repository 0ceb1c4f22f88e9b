import type { Difference, DifferenceKind } from '../../shared/past.ts'

/** What a reader chooses among, in the words of the filter grammar (`type:`), and the kinds that each stands for. */
const CHANGES = {
  joined: ['joined'],
  left: ['left'],
  expired: ['expired'],
  gap: ['lost'],
  changed: ['version', 'mode'],
  querier: ['querier'],
} as const satisfies Record<string, readonly DifferenceKind[]>
export type ChangeWord = keyof typeof CHANGES
export const CHANGE_WORDS = Object.keys(CHANGES) as ChangeWord[]

/** The kind itself, where the word stands for one. */
export function kindOf(word: ChangeWord): DifferenceKind | null {
  const [kind = null, ...others] = CHANGES[word]
  return others.length === 0 ? kind : null
}
export const countOf = (counts: Difference['counts'], word: ChangeWord): number =>
  CHANGES[word].reduce((sum, kind) => sum + counts[kind], 0)
