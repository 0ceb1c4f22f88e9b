import type { Request } from 'express'
import type { z } from 'zod'
import type { AuditAction, Role } from '../../../shared/access.ts'
import type { ProblemName } from '../../../shared/problems.ts'

/*
 * What the API can do, told once: the documentation is made from it, wrong methods and parameters are refused by it, and
 * its examples are run as tests. A route is added to `index.ts` of this folder; a test finds those that are not.
 */

export const TAGS = {
  live: 'What there is now: who is in which group, who asks.',
  past: 'What was, and what changed.',
  files: 'The same as files for other programs.',
  packets: 'The packets themselves, as long as they are kept.',
  findings: 'What is wrong, and who cares for it.',
  names: 'What people call segments, groups and hosts.',
  walls: 'Displays on a wall.',
  channels: 'Where findings are told, outside of this page.',
  access: 'Who may come in, and who did what.',
  server: 'The server itself.',
} as const
export type Tag = keyof typeof TAGS

export type Method = 'GET' | 'PUT' | 'POST' | 'DELETE'

export interface Operation {
  method: Method
  /** As Express has it, below the prefix: `/groups/:segment/:group`. */
  path: string
  tag: Tag
  summary: string
  /** More than its answer's own words say. */
  description?: string
  /** The schema that checks its parameters; absent: it has none. */
  query?: z.ZodObject
  body?: RequestBody
  answer: Answer
  /** Those that it has of its own; what any operation may be answered with is not said again. */
  problems?: readonly ProblemName[]
  example: Example
  /** Its answer is no business of a cache. */
  secret?: boolean
  /**
   * Who may do least of those who may do it; `anyone`: also who is not let in. Absent: of GET `viewer`, of what changes
   * something `operator`.
   */
  role?: Role | 'anyone'
  /** What the audit log says of it. */
  audit?: Audited
}

export interface RequestBody {
  types: readonly string[]
  /** null: it is a file. */
  schema: z.ZodType | null
  /** Octets at most. */
  limit: number
}

/**
 * `json`: its type stands in `Answers` or `WriteAnswers` of shared/api.ts, under this name; `status`: not 200. `file`: the
 * types of content that it may have. `nothing`: 204.
 */
export type Answer = { json: string; status?: 202 } | { file: readonly string[] } | 'nothing'

/** A request that succeeds where the source `eth1` has captured the network of the documentation. */
export interface Example {
  path?: Readonly<Record<string, string>>
  query?: Readonly<Record<string, string>>
  body?: unknown
  /** Of a body that is no JSON. */
  type?: string
}

/** `action`: null where nothing is to be written down. The subject is the path's own words where none is told. */
export interface Audited {
  action: AuditAction | ((request: Request) => AuditAction | null)
  subject?: (request: Request, path: Readonly<Record<string, string>>) => string
}

/** Who may do least of those who may do it. */
export const leastOf = ({ role, method }: Pick<Operation, 'role' | 'method'>): Role | 'anyone' =>
  role ?? (method === 'GET' ? 'viewer' : 'operator')

/** From the one who may do least. */
const BY_POWER = ['display', 'viewer', 'operator'] as const satisfies readonly Role[]
export const mayDo = (role: Role, least: Role | 'anyone'): boolean =>
  least === 'anyone' || BY_POWER.indexOf(role) >= BY_POWER.indexOf(least)

/** Which one it is, for people and for programs: `GET /groups`. */
export const nameOf = ({ method, path }: Pick<Operation, 'method' | 'path'>): string => `${method} ${path}`

/** A list or a single thing: GET that answers JSON. */
export const reading = (path: string, more: Omit<Operation, 'method' | 'path' | 'answer'>): Operation => ({
  method: 'GET',
  path,
  answer: { json: `GET ${path}` },
  ...more,
})

/** GET that answers a file to take away. */
export const fileOf = (
  path: string,
  types: readonly string[],
  more: Omit<Operation, 'method' | 'path' | 'answer' | 'tag'>,
): Operation => ({ method: 'GET', path, tag: 'files', answer: { file: types }, ...more })

export const JSON_TYPE = ['application/json'] as const
