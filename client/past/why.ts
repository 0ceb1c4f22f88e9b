import { knows, t, type MessageKey } from '../i18n/index.ts'

/** Why nothing is known of a time; a server that was updated may say what this page does not know yet. */
export function whyBlind(why: string): string {
  const key = `counts.gap.${why}`
  return knows(key) ? t(key as MessageKey) : why
}
