import { EXPORT_FORMATS, EXPORTS, type ExportFormat, type ExportName } from '../../../shared/export.ts'
import { exportSchema } from '../export-params.ts'
import { DIFFERENCE, GROUP_COUNTS, MARKS } from '../past-params.ts'
import { PAST_EVENTS, PAST_MEMBERSHIPS } from '../past-rows-params.ts'
import { TAKEN } from './audited.ts'
import { GROUP, SEGMENT } from './live.ts'
import { fileOf, reading, type Example, type Operation } from './operation.ts'

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

/** Of a file at a moment, and of any other. */
const exampleOf = (name: ExportName): Example => ({ query: name === 'snapshot' ? { at: HOUR.to } : HOUR })

const MIME: Readonly<Record<ExportFormat, string>> = { csv: 'text/csv', jsonl: 'application/jsonl' }

const ofExport = (name: ExportName): Operation[] => [
  ...EXPORT_FORMATS.map((format) =>
    fileOf(`/export/${name}.${format}`, [MIME[format], 'application/gzip'], {
      summary: `${TELLS[name]}, as ${format === 'csv' ? 'CSV' : 'JSON lines'}`,
      description: 'Displays may not take it.',
      query: exportSchema(name),
      problems: ['filter-unreadable', 'busy', 'unavailable'],
      audit: TAKEN,
      example: exampleOf(name),
    }),
  ),
  {
    method: 'GET',
    path: `/export/${name}/count`,
    tag: 'files',
    summary: `Rows that ${name} would have as a file`,
    description: 'Its `pin` makes the file have exactly these rows.',
    query: exportSchema(name),
    answer: { json: 'GET /export/:name/count' },
    problems: ['filter-unreadable', 'unavailable'],
    example: exampleOf(name),
  },
]

export const HISTORY: readonly Operation[] = [
  reading('/history/events', {
    tag: 'past',
    summary: 'What happened, page by page',
    description: 'Displays may not ask for it.',
    query: PAST_EVENTS,
    problems: ['filter-unreadable', 'cursor-unreadable', 'busy', 'unavailable'],
    example: { query: { ...HOUR, filter: 'type:left', limit: '3' } },
  }),
  reading('/history/memberships', {
    tag: 'past',
    summary: 'Who was in which group, page by page',
    description: 'Displays may not ask for it. All pages are of the moment of the first one.',
    query: PAST_MEMBERSHIPS,
    problems: ['filter-unreadable', 'cursor-unreadable', 'busy', 'unavailable'],
    example: { query: { ...HOUR, filter: `group:${GROUP}`, limit: '3' } },
  }),
  reading('/history/difference', {
    tag: 'past',
    summary: 'The memberships at one moment against those at another, and who was elected',
    description: 'The newest change first.',
    query: DIFFERENCE,
    problems: ['filter-unreadable', 'busy', 'unavailable'],
    example: { query: { ...HOUR, limit: '5' } },
  }),
  reading('/history/marks', {
    tag: 'past',
    summary: 'Where something happened in a range',
    query: MARKS,
    problems: ['filter-unreadable', 'busy', 'unavailable'],
    example: { query: { ...HOUR, filter: 'vlan:20' } },
  }),
  reading('/groups/:segment/:group/counts', {
    tag: 'past',
    summary: 'How many were in a group over time',
    query: GROUP_COUNTS,
    problems: ['busy', 'unavailable'],
    example: { path: { segment: SEGMENT, group: GROUP }, query: HOUR },
  }),
  reading('/history/state', { tag: 'past', summary: 'What is kept, where, and how far back it goes', example: {} }),
  ...EXPORTS.flatMap(ofExport),
]
