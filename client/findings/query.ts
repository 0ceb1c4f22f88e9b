import { FINDING_CODES, FINDING_STATES, SEVERITIES } from '../../shared/finding.ts'
import type { FindingsRequest } from '../../shared/live.ts'
import { withField } from '../lists/pieces.ts'

/* Which findings the page shows is in its address. Pure: text in, text out. */
export interface FindingsQuery {
  /** Without a word open ones and those that are over: nothing is left out. */
  filter: string
  /** The key of the one that is open. */
  open: string | null
}
type Query = Readonly<Record<string, unknown>>

/** Rows of the page; the export has all. */
const MOST = 200
/** Parameters that addresses had before the filter; each is a term of it now. */
const FORMER: Readonly<Record<string, readonly string[] | null>> = {
  severity: SEVERITIES,
  state: FINDING_STATES.filter((state) => state !== 'all'),
  code: FINDING_CODES,
  segment: null,
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

function formerly(query: Query, filter: string): string {
  let all = filter
  for (const [field, known] of Object.entries(FORMER)) {
    const value = text(query[field])
    if (value !== '' && (known === null || known.includes(value))) all = withField(all, field, [value])
  }
  return all
}

export const readFindings = (query: Query): FindingsQuery => ({
  filter: formerly(query, text(query['filter'])),
  open: text(query['open']) || null,
})

/** The address after a change; what is at its default is left out, what the page does not know is kept. */
export function writeFindings(query: Query, change: Partial<FindingsQuery>): Record<string, string> {
  const { filter, open } = { ...readFindings(query), ...change }
  const kept = Object.entries(query).filter(
    (entry): entry is [string, string] =>
      typeof entry[1] === 'string' && !['filter', 'open'].includes(entry[0]) && !Object.hasOwn(FORMER, entry[0]),
  )
  return { ...(filter ? { filter } : {}), ...(open ? { open } : {}), ...Object.fromEntries(kept) }
}

export const requestOf = ({ filter }: FindingsQuery): FindingsRequest => ({ state: 'all', filter, limit: MOST })
