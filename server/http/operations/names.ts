import {
  NAME,
  NAME_BODY_LIMIT,
  NAME_FILE_LIMIT,
  NAME_FILE_TYPES,
  NAME_IMPORT,
  NAME_KEY,
  NAME_LIST,
} from '../name-params.ts'
import { inQuery, TAKEN, textInBody } from './audited.ts'
import { fileOf, JSON_TYPE, reading, type Operation } from './operation.ts'

const ENTRY = { kind: 'group', subject: '239.1.1.26', on: null, name: 'Channel 12' }
const KEY = { kind: 'group', subject: '239.1.1.26' }

export const NAMES: readonly Operation[] = [
  {
    method: 'PUT',
    path: '/names',
    tag: 'names',
    summary: 'Gives a name, or another one',
    description: 'Answers it as it is kept. With `If-Match` only if it is still what the tag was of.',
    body: { types: JSON_TYPE, schema: NAME, limit: NAME_BODY_LIMIT },
    answer: { json: 'PUT /names' },
    problems: ['not-done', 'changed-meanwhile'],
    audit: {
      action: 'named',
      subject: (request) => ['kind', 'subject', 'on', 'name'].map((part) => textInBody(request, part)).join(' '),
    },
    example: { body: ENTRY },
  },
  reading('/names', {
    tag: 'names',
    summary: 'Names that were given, by kind and subject',
    query: NAME_LIST,
    example: { query: { kind: 'group' } },
  }),
  reading('/names/entry', {
    tag: 'names',
    summary: 'One name that was given',
    description: 'Its `ETag` is what `If-Match` of PUT and DELETE takes.',
    query: NAME_KEY,
    problems: ['not-found'],
    example: { query: KEY },
  }),
  fileOf('/names.csv', ['text/csv'], { summary: 'All names, as an import reads them', audit: TAKEN, example: {} }),
  {
    method: 'POST',
    path: '/names/import',
    tag: 'names',
    summary: 'Names of a file',
    description: 'CSV as `/names.csv` has it, or M3U.',
    query: NAME_IMPORT,
    body: { types: NAME_FILE_TYPES, schema: null, limit: NAME_FILE_LIMIT },
    answer: { json: 'POST /names/import' },
    problems: ['not-done'],
    // A preview changes nothing.
    audit: {
      action: (request) => (['true', '1'].includes(inQuery(request, 'preview')) ? null : 'names-imported'),
      subject: (request) => inQuery(request, 'kind'),
    },
    example: {
      query: { preview: 'true' },
      body: 'kind,subject,on,name\r\ngroup,239.1.1.20,,Channel 3\r\n',
      type: 'text/csv',
    },
  },
  {
    method: 'DELETE',
    path: '/names',
    tag: 'names',
    summary: 'Takes a name away',
    query: NAME_KEY,
    answer: 'nothing',
    problems: ['not-found', 'not-done', 'changed-meanwhile'],
    audit: {
      action: 'named',
      subject: (request) => `taken away: ${['kind', 'subject', 'on'].map((part) => inQuery(request, part)).join(' ')}`,
    },
    example: { query: KEY },
  },
]
