import type { Notice } from '../../shared/notice.ts'
import type { WrittenEntry } from './entry.ts'

/** One line of a file: what somebody wrote there, or why it says nothing one can use. */
export type WrittenLine = { readonly line: number; readonly text: string } & (
  { readonly entry: WrittenEntry; readonly why: null } | { readonly entry: null; readonly why: Notice }
)

/** Lines of a file that are read; the rest is told as one line that is refused. */
export const MAX_LINES = 60_000
