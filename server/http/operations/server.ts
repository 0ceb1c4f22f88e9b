import { SENDER_BODY, SENDER_BODY_LIMIT } from '../sender-body.ts'
import { WALL, WALL_BODY_LIMIT } from '../wall-schema.ts'
import { JSON_TYPE, reading, type Operation } from './operation.ts'

const WALL_EXAMPLE = {
  title: 'Studio',
  filter: 'vlan:20',
  inches: 55,
  metres: 4,
  pages: ['overview', 'queriers'],
  every: 20_000,
  segment: null,
  sound: false,
}

export const WALLS: readonly Operation[] = [
  reading('/walls', { tag: 'walls', summary: 'Displays that are set up', example: {} }),
  {
    method: 'PUT',
    path: '/walls/:id',
    tag: 'walls',
    summary: 'Sets a display up, or otherwise',
    description: 'Answers what is kept. With `If-Match` only if it is still what the tag was of.',
    body: { types: JSON_TYPE, schema: WALL, limit: WALL_BODY_LIMIT },
    answer: { json: 'PUT /walls/:id' },
    problems: ['filter-unreadable', 'not-done', 'changed-meanwhile'],
    audit: { action: 'wall-changed' },
    example: { path: { id: 'studio' }, body: WALL_EXAMPLE },
  },
  reading('/walls/:id', {
    tag: 'walls',
    summary: 'One display',
    description: 'Its `ETag` is what `If-Match` of PUT and DELETE takes.',
    problems: ['not-found'],
    example: { path: { id: 'studio' } },
  }),
  {
    method: 'DELETE',
    path: '/walls/:id',
    tag: 'walls',
    summary: 'Takes a display away',
    audit: { action: 'wall-removed' },
    answer: 'nothing',
    problems: ['not-found', 'not-done', 'changed-meanwhile'],
    example: { path: { id: 'studio' } },
  },
]

export const SERVER: readonly Operation[] = [
  {
    method: 'POST',
    path: '/sources/:name/senders/:address/approve',
    tag: 'server',
    summary: 'Lets a sender of mirrored frames in',
    audit: { action: 'sender-approved' },
    body: { types: JSON_TYPE, schema: SENDER_BODY, limit: SENDER_BODY_LIMIT },
    answer: 'nothing',
    problems: ['not-found', 'not-done'],
    example: { path: { name: 'eth1', address: '192.0.2.1' }, body: {} },
  },
  reading('/certificate', {
    tag: 'server',
    summary: 'The TLS certificate that is in use, and what is wrong with it',
    description: 'null where the server speaks plain http.',
    example: {},
  }),
  reading('/openapi.json', {
    tag: 'server',
    summary: 'This description, as OpenAPI 3.1',
    problems: ['unavailable'],
    example: {},
  }),
]
