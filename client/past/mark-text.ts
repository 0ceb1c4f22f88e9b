import { FINDING_CODES } from '../../shared/finding.ts'
import type { Mark, Marks } from '../../shared/past.ts'
import { findingTitle } from '../findings/text.ts'
import { plural, t } from '../i18n/index.ts'

/** What a mark of the scrubber says: `Querier lost: 10.0.0.1`. */
export function markText({ kind, what }: Pick<Mark, 'kind' | 'what'>): string {
  const code = FINDING_CODES.find((known) => known === what)
  return t(`past.marks.${kind}`, { what: kind === 'finding-opened' && code ? findingTitle(code) : what })
}

/** What changed within a bar: `2 joined, 1 left, 0 expired`. */
export const binText = ({ joined, left, expired }: Marks['bins'][number]): string =>
  [plural('past.marks.joined', joined), plural('past.marks.left', left), plural('past.marks.expired', expired)].join(
    ', ',
  )
