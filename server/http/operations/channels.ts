import { CHANNEL, CHANNEL_BODY_LIMIT } from '../channel-schema.ts'
import { DELIVERIES } from '../delivery-params.ts'
import { JSON_TYPE, reading, type Operation } from './operation.ts'
import { z } from 'zod'

const EXAMPLE = {
  name: 'Log server',
  on: true,
  target: { kind: 'syslog', host: '127.0.0.1', port: 514, transport: 'udp', facility: 16, ca: null },
  severity: 'warning',
  codes: [],
  filter: '',
  closed: true,
  groupFor: 30_000,
  repeatAfter: null,
  language: 'en',
}

export const CHANNELS: readonly Operation[] = [
  {
    method: 'PUT',
    path: '/channels/:id',
    tag: 'channels',
    summary: 'Sets a channel up, or otherwise',
    audit: { action: 'channel-changed' },
    description:
      'Answers it without its secrets. `secret` and `password` are written only: left out they stay, null takes them away. Of the address of a webhook an answer has the host and `/***`, which keeps what is there. With `If-Match` only if it is still what the tag was of.',
    body: { types: JSON_TYPE, schema: CHANNEL, limit: CHANNEL_BODY_LIMIT },
    answer: { json: 'PUT /channels/:id' },
    problems: ['filter-unreadable', 'not-done', 'changed-meanwhile', 'unavailable'],
    example: { path: { id: 'logs' }, body: EXAMPLE },
    secret: true,
  },
  {
    method: 'POST',
    path: '/channels/:id/test',
    tag: 'channels',
    summary: 'Sends a message that says that it is a test',
    audit: { action: 'channel-tested' },
    description: 'At once and past the queue. Answers whether the receiver took it, and why not.',
    body: { types: JSON_TYPE, schema: z.strictObject({}), limit: CHANNEL_BODY_LIMIT },
    answer: { json: 'POST /channels/:id/test' },
    problems: ['not-found', 'unavailable'],
    example: { path: { id: 'logs' }, body: {} },
  },
  reading('/channels', {
    tag: 'channels',
    // The address of a webhook may be a secret itself.
    role: 'operator',
    summary: 'Where findings are told, and how that goes',
    secret: true,
    example: {},
  }),
  reading('/deliveries', {
    tag: 'channels',
    role: 'operator',
    summary: 'Messages that were sent, or wait, the newest first',
    query: DELIVERIES,
    secret: true,
    example: {},
  }),
  {
    method: 'DELETE',
    path: '/channels/:id',
    tag: 'channels',
    summary: 'Takes a channel away, with what waits in it',
    audit: { action: 'channel-removed' },
    answer: 'nothing',
    problems: ['not-found', 'not-done', 'changed-meanwhile', 'unavailable'],
    example: { path: { id: 'logs' } },
  },
]
