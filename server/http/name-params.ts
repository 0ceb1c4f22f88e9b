import { z } from 'zod'
import { MAX_NAME_LENGTH, NAME_KINDS, type NameEntry, type NameKind } from '../../shared/names.ts'
import { CUT, flag, once, read, type Cut } from './params.ts'

/** Octets of one name, and of a file of them. */
export const NAME_BODY_LIMIT = 8_192
export const NAME_FILE_LIMIT = 5 * 1_024 * 1_024
/** Windows has its own word for CSV. No type that a form of another page may send without being asked first. */
export const NAME_FILE_TYPES = [
  ...['text/csv', 'application/csv', 'application/vnd.ms-excel', 'application/octet-stream'],
  ...['audio/x-mpegurl', 'audio/mpegurl', 'application/x-mpegurl', 'application/vnd.apple.mpegurl'],
]

/** Letters of a subject: the path of a segment. What it may be is told where it is read. */
const MAX_SUBJECT = 400

const kind = z.enum(NAME_KINDS, { error: `it must be one of ${NAME_KINDS.join(', ')}` })
const subject = z.string().max(MAX_SUBJECT)

export const NAME_LIST = z.strictObject({
  ...CUT,
  filter: z.string().default('').meta({ description: 'Free text.' }),
  kind: kind.optional(),
})
/** `filter` is free text. */
export const nameListOf = (query: unknown): Cut & { kind?: NameKind | undefined } => once(read(NAME_LIST, query))

export const NAME_KEY = z.strictObject({
  kind,
  subject,
  on: subject.optional().meta({ description: 'The segments it is for; absent: everywhere.' }),
})
export function nameKeyOf(query: unknown): Omit<NameEntry, 'name'> {
  const { on, ...key } = read(NAME_KEY, query)
  return { ...key, on: on === undefined || on === '' ? null : on }
}

export const NAME_IMPORT = z.strictObject({
  kind: kind.optional().meta({ description: 'Of lines that do not say theirs.' }),
  preview: flag.default(false).meta({ description: 'Changes nothing, and tells what it would.' }),
})
export const importOf = (query: unknown): { kind?: NameKind | undefined; preview: boolean } => read(NAME_IMPORT, query)

/** What is wrong with a name is told as a notice, so all that is a text comes through. */
export const NAME = z.strictObject({
  kind: z.string().max(20),
  subject,
  on: subject.nullable(),
  name: z.string().max(MAX_NAME_LENGTH * 4),
})
