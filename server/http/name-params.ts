import { z } from 'zod'
import { MAX_NAME_LENGTH, NAME_KINDS, type NameEntry, type NameKind } from '../../shared/names.ts'
import { CUT, flag, read, type Cut } from './params.ts'

/** Letters of a subject: the path of a segment. What it may be is told where it is read. */
const MAX_SUBJECT = 400

const kind = z.enum(NAME_KINDS, { error: `it must be one of ${NAME_KINDS.join(', ')}` })
const subject = z.string().max(MAX_SUBJECT)

const LIST = z.strictObject({ ...CUT, kind: kind.optional() })
/** `filter` is free text. */
export const nameListOf = (query: unknown): Cut & { kind?: NameKind | undefined } => read(LIST, query)

const KEY = z.strictObject({ kind, subject, on: subject.optional() })
export function nameKeyOf(query: unknown): Omit<NameEntry, 'name'> {
  const { on, ...key } = read(KEY, query)
  return { ...key, on: on === undefined || on === '' ? null : on }
}

const IMPORT = z.strictObject({ kind: kind.optional(), preview: flag.default(false) })
export const importOf = (query: unknown): { kind?: NameKind | undefined; preview: boolean } => read(IMPORT, query)

/** What is wrong with a name is told as a notice, so all that is a text comes through. */
export const NAME = z.strictObject({
  kind: z.string().max(20),
  subject,
  on: subject.nullable(),
  name: z.string().max(MAX_NAME_LENGTH * 4),
})
