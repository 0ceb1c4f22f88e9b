/*
 * A table that stands for a moment that is over (restore.ts) does not know everything: the history keeps changes and not
 * refreshes. Where such a number would stand there is an infinite one, which no clock reaches: a deadline that is not known
 * never comes, and in a list what is not known stands at one end.
 */

/** Of a time in the past or a count. */
export const UNKNOWN = Number.NEGATIVE_INFINITY
/** Of a deadline. */
export const NO_DEADLINE = Number.POSITIVE_INFINITY

/** As a page shows it: null when it is not known. */
export const known = (value: number): number | null => (Number.isFinite(value) ? value : null)
