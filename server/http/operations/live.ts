import {
  COMPLETION,
  CUT_LIST,
  GROUP_LIST,
  HOST,
  HOST_LIST,
  MATRIX,
  MOMENT,
  OVERVIEW,
  QUERIER_LIST,
  SOURCE_LIST,
} from '../params.ts'
import { COUNTS } from '../counts-params.ts'
import { reading, type Operation } from './operation.ts'

export const SEGMENT = 'eth1/20'
export const GROUP = '239.1.1.26'

/** What there is now. */
export const LIVE: readonly Operation[] = [
  reading('/overview', {
    tag: 'live',
    summary: 'The network at a glance',
    query: OVERVIEW,
    problems: ['filter-unreadable', 'busy'],
    example: { query: { filter: 'vlan:20' } },
  }),
  reading('/groups', {
    tag: 'live',
    summary: 'Groups, and how many are in each',
    query: GROUP_LIST,
    problems: ['filter-unreadable', 'busy'],
    example: { query: { filter: 'vlan:20', sort: '-hosts', limit: '5' } },
  }),
  reading('/groups/:segment/:group', {
    tag: 'live',
    summary: 'One group with its members',
    query: MOMENT,
    problems: ['not-found', 'busy'],
    example: { path: { segment: SEGMENT, group: GROUP } },
  }),
  reading('/hosts', {
    tag: 'live',
    summary: 'Hosts, and how many groups each is in',
    query: HOST_LIST,
    problems: ['filter-unreadable', 'busy'],
    example: { query: { filter: `group:${GROUP}`, limit: '5' } },
  }),
  reading('/hosts/:segment/:host', {
    tag: 'live',
    summary: 'One host with its memberships',
    query: HOST,
    problems: ['not-found'],
    example: { path: { segment: SEGMENT, host: '10.0.20.36' } },
  }),
  reading('/queriers', {
    tag: 'live',
    summary: 'Segments and who asks there, the worst first',
    query: QUERIER_LIST,
    problems: ['filter-unreadable', 'busy'],
    example: { query: { limit: '5' } },
  }),
  reading('/sources', {
    tag: 'live',
    summary: 'Where frames come from, and how well',
    query: SOURCE_LIST,
    problems: ['filter-unreadable'],
    example: {},
  }),
  reading('/subscriptions', {
    tag: 'live',
    summary: 'Hosts against groups, a block for each segment',
    query: MATRIX,
    problems: ['filter-unreadable', 'busy'],
    example: { query: { filter: 'vlan:20', hosts: '5', groups: '5' } },
  }),
  reading('/events', {
    tag: 'live',
    summary: 'What happened of late, the newest first',
    description: 'As long as the server keeps it in memory; `/history/events` goes further back.',
    query: CUT_LIST,
    problems: ['filter-unreadable'],
    example: { query: { filter: 'type:joined', limit: '5' } },
  }),
  reading('/counts', {
    tag: 'past',
    role: 'display',
    summary: 'How many, minute by minute',
    query: COUNTS,
    problems: ['filter-unreadable', 'busy', 'unavailable'],
    example: { query: { span: '1h' } },
  }),
  reading('/complete', {
    tag: 'live',
    summary: 'What one may type next in a filter',
    query: COMPLETION,
    example: { query: { field: 'group', text: '239.1' } },
  }),
]
