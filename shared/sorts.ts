/* The columns by which lists are sorted. */

/** `sort` of a list: one of these, `-` before it for descending. `hosts` and `groups`: confirmed and presumed. */
export const GROUP_SORTS = [
  'group',
  'name',
  'segment',
  'state',
  'hosts',
  'confirmed',
  'presumed',
  'mode',
  'sources',
  'version',
  'since',
  'lastReportAt',
  'expiresAt',
  'querier',
] as const
export type GroupSort = (typeof GROUP_SORTS)[number]

export const HOST_SORTS = [
  'host',
  'name',
  'mac',
  'vendor',
  'segment',
  'groups',
  'confirmed',
  'presumed',
  'linkLocal',
  'version',
  'firstSeenAt',
  'lastReportAt',
  'reports',
  'zapsPerHour',
] as const
export type HostSort = (typeof HOST_SORTS)[number]

/** `state`: the worst first. */
export const QUERIER_SORTS = ['state', 'segment', 'groups', 'hosts', 'memberships', 'lastQueryAt'] as const
export type QuerierSort = (typeof QUERIER_SORTS)[number]

/** `given`: in the order of the command line. */
export const SOURCE_SORTS = ['given', 'name', 'state', 'frames', 'igmp', 'lastFrameAt'] as const
export type SourceSort = (typeof SOURCE_SORTS)[number]
