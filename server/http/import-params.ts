import { z } from 'zod'
import { read } from './params.ts'

/** Characters of a file's name. */
const MAX_FILE = 255

/** A system lets a file be called anything; what is not seen is shown as such. */
const seen = (name: string): string => name.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '\ufffd')

export const IMPORT = z.strictObject({
  /** What the file is called. */
  file: z.string().min(1).max(MAX_FILE).transform(seen).default('capture'),
  /** What its source is to be called; absent: as the file, or a free name like it. */
  name: z
    .string()
    .regex(/^(?!\.+$)[\w.-]{1,40}$/, 'it must be letters, digits, ".", "_" or "-", at most 40')
    .optional(),
})

export const importOf = (query: unknown): { file: string; name: string | null } => {
  const { file, name = null } = read(IMPORT, query)
  return { file, name }
}
