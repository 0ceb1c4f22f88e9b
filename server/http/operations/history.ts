import { EXPORTS, type ExportName } from '../../../shared/export.ts'
import { EXPORT } from '../params.ts'
import { fileOf, reading, type Operation } from './operation.ts'

/** The hour of the network of the documentation. */
export const HOUR = { from: '2025-11-26T00:00:00Z', to: '2025-11-26T01:00:00Z' }

const TELLS: Readonly<Record<ExportName, string>> = {
  memberships: 'Who was in which group, from when to when',
  events: 'What happened',
  snapshot: 'The groups as of a moment',
  counts: 'How many, a segment a row and step',
  'group-counts': 'How many, a group a row and step',
  queriers: 'Who asked',
  findings: 'What was wrong',
  difference: 'The table at one moment against that at another',
}

export const HISTORY: readonly Operation[] = [
  reading('/history/state', { tag: 'past', summary: 'What is kept, where, and how far back it goes', example: {} }),
  ...EXPORTS.flatMap((name): Operation[] => [
    fileOf(`/export/${name}.csv`, ['text/csv'], {
      summary: `${TELLS[name]}, as CSV`,
      query: EXPORT,
      problems: ['filter-unreadable', 'busy', 'unavailable'],
      example: { query: HOUR },
    }),
    {
      method: 'GET',
      path: `/export/${name}/count`,
      tag: 'files',
      summary: `Rows that ${name}.csv would have`,
      query: EXPORT,
      answer: { json: 'GET /export/:name/count' },
      problems: ['filter-unreadable', 'unavailable'],
      example: { query: HOUR },
    },
  ]),
]
