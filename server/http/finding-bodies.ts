import { z } from 'zod'
import { MAX_NOTE } from '../../shared/finding.ts'
import { isPlain } from '../names/subject.ts'

/** Octets of a body: a key, and a note in any script. */
export const FINDING_BODY_LIMIT = 8_192

const key = z.string().min(1).max(1_000)
/** Lines, each of which could be a name. */
const isPlainText = (text: string): boolean =>
  text.split(/\r?\n/).every((line) => line.trim() === '' || isPlain(line.replace(/\t/g, ' ')))

export const ACKNOWLEDGE_BODY = z.strictObject({
  key,
  note: z
    .string()
    .max(MAX_NOTE, `it has at most ${MAX_NOTE} characters`)
    .refine(isPlainText, 'it is text that can be seen, without control characters')
    .nullable(),
})
export const SILENCE_BODY = z.union([
  z.strictObject({ key, until: z.number().nullable() }),
  z.strictObject({ key, forMs: z.number().positive() }),
])
