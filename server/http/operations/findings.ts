import { DRY_RUN } from '../dry-run-params.ts'
import { FINDINGS as FINDING_LIST } from '../params.ts'
import { ACKNOWLEDGE_BODY, FINDING_BODY_LIMIT, SILENCE_BODY } from '../finding-bodies.ts'
import { inBody, textInBody } from './audited.ts'
import { JSON_TYPE, reading, type Operation } from './operation.ts'

/** One of the network of the documentation. */
const KEY = 'eth1|eth1/20|ipv4|suppression|||@1764115473000'

export const FINDINGS: readonly Operation[] = [
  reading('/findings', {
    tag: 'findings',
    summary: 'What is wrong, the worst first',
    description: 'With `from` or `to` it is of the history; without both, what the rules see now.',
    query: FINDING_LIST,
    problems: ['filter-unreadable', 'unavailable'],
    example: { query: { state: 'all', limit: '3' } },
  }),
  {
    method: 'POST',
    path: '/findings/acknowledge',
    tag: 'findings',
    summary: 'Somebody cares for it',
    description:
      'Of one finding, by its key; `note: null` takes it back. The moment and who it was are kept with it (`acknowledged`). One that closes and opens anew is another one.',
    body: { types: JSON_TYPE, schema: ACKNOWLEDGE_BODY, limit: FINDING_BODY_LIMIT },
    answer: 'nothing',
    problems: ['not-found', 'not-done'],
    audit: {
      action: (request) => (inBody(request, 'note') === null ? 'acknowledgement-withdrawn' : 'acknowledged'),
      subject: (request) => textInBody(request, 'key'),
    },
    example: { body: { key: KEY, note: 'Asked the vendor.' } },
  },
  {
    method: 'POST',
    path: '/findings/silence',
    tag: 'findings',
    summary: 'No alarm for a while',
    description: 'Of all findings with the subject of this one, now and later; `until: null` takes it back.',
    body: { types: JSON_TYPE, schema: SILENCE_BODY, limit: FINDING_BODY_LIMIT },
    answer: 'nothing',
    problems: ['not-found', 'not-done'],
    audit: {
      action: (request) => (inBody(request, 'until') === null ? 'silence-ended' : 'silenced'),
      subject: (request) => textInBody(request, 'key'),
    },
    example: { body: { key: KEY, forMs: 3_600_000 } },
  },
  reading('/findings/dry-run', {
    tag: 'findings',
    summary: 'What would have been found with other limits',
    description: 'The rules over a range of the history, one at a time. Displays may not ask for it.',
    query: DRY_RUN,
    problems: ['busy', 'unavailable'],
    example: { query: { from: '2025-11-26T00:00:00Z', to: '2025-11-26T01:00:00Z', 'groups-per-host': '3' } },
  }),
]
