import { FINDING_CODES } from '../../shared/finding.ts'
import type { Mark } from '../../shared/past.ts'
import { findingTitle } from '../findings/text.ts'
import { t } from '../i18n/index.ts'

/** What a mark of the scrubber says: `Querier lost: 10.0.0.1`. */
export function markText({ kind, what }: Pick<Mark, 'kind' | 'what'>): string {
  const code = FINDING_CODES.find((known) => known === what)
  return t(`past.marks.${kind}`, { what: kind === 'finding-opened' && code ? findingTitle(code) : what })
}
