import { PASSWORD_LENGTH } from '../../shared/access.ts'

/* What is wrong with a password as it is typed, before anybody is asked. Pure. */

export type WrongPassword = 'short' | 'long' | 'different'

/** `again`: typed a second time, so that it is what one meant; null where it is typed once. */
export function wrongPassword(password: string, again: string | null): WrongPassword | null {
  if (password.length < PASSWORD_LENGTH.least) return 'short'
  if (password.length > PASSWORD_LENGTH.most) return 'long'
  return again === null || again === password ? null : 'different'
}
