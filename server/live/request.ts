import { z } from 'zod'
import { GROUP_SORTS, HOST_SORTS } from '../../shared/sorts.ts'
import { FINDING_CODES, FINDING_STATES, SEVERITIES } from '../../shared/finding.ts'
import { MAX_FILTER_LENGTH } from '../../shared/filter.ts'
import { MAX_PAGE, type ViewRequest } from '../../shared/live.ts'
import { MAX_WALL_ID } from '../../shared/wall.ts'

/** Rows and columns of the matrix that a viewer may ask for. */
const MAX_MATRIX = 200
const MAX_OFFSET = 10_000_000

const sortOf = (columns: readonly string[]) =>
  z.string().refine((sort) => columns.includes(sort.replace(/^-/, '')), {
    error: `sort must be one of ${columns.join(', ')}, with - before it for descending`,
  })
const filter = z.string().max(MAX_FILTER_LENGTH)
const name = z.string().max(200)
const page = { filter, offset: z.int().min(0).max(MAX_OFFSET), limit: z.int().min(1).max(MAX_PAGE) }
/** An IPv6 address is this long at most. */
const ip = z.string().max(39)
const edge = z.int().min(1).max(MAX_MATRIX)

const REQUEST = z.discriminatedUnion('view', [
  z.object({ view: z.literal('overview'), filter: filter.optional().transform((text) => text || undefined) }),
  z.object({ view: z.literal('wall'), id: z.string().max(MAX_WALL_ID) }),
  z.object({ view: z.literal('groups'), ...page, sort: sortOf(GROUP_SORTS), linkLocal: z.boolean().default(false) }),
  z.object({ view: z.literal('group'), segment: name, group: ip }),
  z.object({ view: z.literal('hosts'), ...page, sort: sortOf(HOST_SORTS) }),
  z.object({ view: z.literal('host'), segment: name, ip, mac: z.string().max(17).nullable() }),
  z.object({
    view: z.literal('queriers'),
    filter: filter.optional(),
    limit: page.limit.optional(),
    brief: z.boolean().optional(),
  }),
  z.object({ view: z.literal('sources'), filter: filter.optional() }),
  z.object({ view: z.literal('events'), filter, limit: page.limit }),
  z.object({ view: z.literal('names') }),
  z.object({
    view: z.literal('findings'),
    severity: z.enum(SEVERITIES).optional(),
    code: z.enum(FINDING_CODES).optional(),
    segment: name.optional(),
    state: z.enum(FINDING_STATES).optional(),
    filter: filter.optional(),
    limit: page.limit,
  }),
  z.object({ view: z.literal('subscriptions'), filter, hosts: edge, groups: edge }),
])

/** The number under which a viewer watches. */
const ID = z.int().min(0)

type Checked<T> = { value: T; error: null } | { value: null; error: string }

function check<T>(schema: z.ZodType<T>, value: unknown): Checked<T> {
  const result = schema.safeParse(value)
  if (result.success) return { value: result.data, error: null }
  const [issue] = result.error.issues
  const where = issue?.path.join('.')
  return { value: null, error: `This request is not understood: ${where ? `${where}: ` : ''}${issue?.message ?? ''}.` }
}

/** What a viewer asks for, checked on arrival. Equal requests come out with equal JSON. */
export const checkRequest = (value: unknown): Checked<ViewRequest> => check<ViewRequest>(REQUEST, value)
export const checkId = (value: unknown): Checked<number> => check(ID, value)
