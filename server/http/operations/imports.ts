import { IMPORT } from '../import-params.ts'
import { inQuery } from './audited.ts'
import { reading, type Operation } from './operation.ts'

/** What a capture is, its first octets tell; no type that a form of another page may send without being asked first. */
const CAPTURES = [
  'application/octet-stream',
  ...['application/vnd.tcpdump.pcap', 'application/x-pcapng', 'application/gzip', 'application/x-gzip'],
]
/** Octets, when the configuration says nothing else. */
export const USUAL_MAX_IMPORT = 2 * 1_024 ** 3

export const IMPORTS: readonly Operation[] = [
  reading('/exports/schedule', {
    tag: 'files',
    summary: 'Files that the server writes by itself, each day or week',
    example: {},
  }),
  reading('/imports', {
    tag: 'past',
    summary: 'Captures that were put into the history, and those that are on their way',
    problems: ['unavailable'],
    example: {},
  }),
  {
    method: 'POST',
    path: '/imports',
    tag: 'past',
    summary: 'Puts a capture into the history, as if it had been live',
    description:
      'The body is a pcap or pcapng file, plain or gzip. Answers 202 with a job: `GET /imports` tells what became of it. The same frames are put in once, whatever file they come in.',
    query: IMPORT,
    body: { types: CAPTURES, schema: null, limit: USUAL_MAX_IMPORT },
    answer: { json: 'POST /imports', status: 202 },
    problems: ['body-too-long', 'busy', 'unavailable'],
    audit: { action: 'imported', subject: (request) => inQuery(request, 'file') },
    example: { query: { file: 'quiet.pcap' }, body: '', type: 'application/octet-stream' },
  },
  {
    method: 'DELETE',
    path: '/imports/jobs/:job',
    tag: 'past',
    summary: 'Cancels an import that waits or is under way',
    description: 'Nothing of it is kept. Of one that is over nothing is changed.',
    answer: 'nothing',
    problems: ['not-found', 'unavailable'],
    audit: { action: 'import-removed', subject: (_request, { job = '' }) => `job ${job}` },
    example: { path: { job: '1' } },
  },
  {
    method: 'DELETE',
    path: '/imports/:name',
    tag: 'past',
    summary: 'Takes a capture out of the history again',
    answer: 'nothing',
    problems: ['not-found', 'unavailable'],
    audit: { action: 'import-removed' },
    example: { path: { name: 'incident' } },
  },
]
