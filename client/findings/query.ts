import { FINDING_CODES, FINDING_STATES, SEVERITIES } from '../../shared/finding.ts'
import type { FindingCode, FindingState, Severity } from '../../shared/finding.ts'
import type { FindingsRequest } from '../../shared/live.ts'

/* Which findings the page shows is in its address. Pure: text in, text out. */
export interface FindingsQuery {
  severity: Severity | null
  state: FindingState
  code: FindingCode | null
  segment: string | null
  /** The key of the one that is open. */
  open: string | null
}
type Query = Readonly<Record<string, unknown>>

/** Open ones and those that are over: without a word, nothing is left out. */
const DEFAULT_STATE: FindingState = 'all'
/** Rows of the page; the export has all. */
const MOST = 200

const known = <T extends string>(values: readonly T[], value: unknown): T | null =>
  values.find((one) => one === value) ?? null
const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

export const readFindings = (query: Query): FindingsQuery => ({
  severity: known(SEVERITIES, query['severity']),
  state: known(FINDING_STATES, query['state']) ?? DEFAULT_STATE,
  code: known(FINDING_CODES, query['code']),
  segment: text(query['segment']),
  open: text(query['open']),
})

/** The address after a change; what is at its default is left out, what the page does not know is kept. */
export function writeFindings(query: Query, change: Partial<FindingsQuery>): Record<string, string> {
  const { severity, state, code, segment, open } = { ...readFindings(query), ...change }
  const kept = Object.entries(query).filter(
    (entry): entry is [string, string] =>
      typeof entry[1] === 'string' && !['severity', 'state', 'code', 'segment', 'open'].includes(entry[0]),
  )
  return {
    ...(severity ? { severity } : {}),
    ...(state === DEFAULT_STATE ? {} : { state }),
    ...(code ? { code } : {}),
    ...(segment ? { segment } : {}),
    ...(open ? { open } : {}),
    ...Object.fromEntries(kept),
  }
}

export const requestOf = ({ severity, state, code, segment }: FindingsQuery): FindingsRequest => ({
  state,
  limit: MOST,
  ...(severity ? { severity } : {}),
  ...(code ? { code } : {}),
  ...(segment ? { segment } : {}),
})

/** Something is left out that might be looked for. */
export const isNarrowed = ({ severity, state, code, segment }: FindingsQuery): boolean =>
  severity !== null || code !== null || segment !== null || state !== DEFAULT_STATE
