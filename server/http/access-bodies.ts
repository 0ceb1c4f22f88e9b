import { z } from 'zod'
import { MAX_TOKEN_NAME, PASSWORD_LENGTH, ROLES, USER_NAME, USER_ROLES } from '../../shared/access.ts'
import { isPlain } from '../names/subject.ts'

/** Octets: a name and two passwords in any script. */
export const ACCESS_BODY_LIMIT = 8_192
/** Characters of a password that somebody gives; whether it is one, is told later and costs nothing. */
const MAX_GIVEN = 4_000

const given = z.string().max(MAX_GIVEN, `it has at most ${MAX_GIVEN} characters`)
const password = z
  .string()
  .min(PASSWORD_LENGTH.least, `it has at least ${PASSWORD_LENGTH.least} characters`)
  .max(PASSWORD_LENGTH.most, `it has at most ${PASSWORD_LENGTH.most} characters`)

export const SIGN_IN = z.strictObject({ user: given, password: given })
export const NEW_PASSWORD = z.strictObject({ old: given, password })
export const USER_CHANGE = z.strictObject({ role: z.enum(USER_ROLES), password: password.exactOptional() })
export const NEW_TOKEN = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1, 'it is empty')
    .max(MAX_TOKEN_NAME, `it has at most ${MAX_TOKEN_NAME} characters`)
    .refine(isPlain, 'it is one line of text, without control characters'),
  role: z.enum(ROLES),
})

export const isUserName = (name: string): boolean => USER_NAME.test(name)
