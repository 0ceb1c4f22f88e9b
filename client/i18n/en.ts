import { first } from './en/first.ts'
import { pages } from './en/pages.ts'

/** The whole, for tests; the page loads its two parts when they are needed. */
export const en = { ...first, ...pages }
/** The shape that every language has. */
export type Messages = typeof en
