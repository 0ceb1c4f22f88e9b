import { z } from 'zod'
import { MAX_FILTER_LENGTH } from '../../shared/filter.ts'
import { MAX_WALL_ID, WALL_LIMITS, WALL_PAGES, type WallConfig } from '../../shared/wall.ts'
import { isPlain } from '../names/subject.ts'

/** Octets of a body: a filter in any script, and a little more. */
export const WALL_BODY_LIMIT = 8_192
/** Characters of a segment's path. */
const MAX_SEGMENT = 200

const between = ({ least, most }: { least: number; most: number }) =>
  z.number().min(least, `it must be ${least} at least`).max(most, `it must be ${most} at most`)
/** One line of text: what would move the cursor or turn the line round has no place on a wall. */
const line = (most: number) =>
  z
    .string()
    .trim()
    .max(most, `it has at most ${most} characters`)
    .refine(isPlain, 'it is one line of text, without control characters')

export const WALL_ID = z
  .string()
  .max(MAX_WALL_ID, `it has at most ${MAX_WALL_ID} characters`)
  .regex(/^[a-z0-9-]+$/, 'it is a word of a-z, 0-9 and -')

/** What a wall is, beside its name. */
export const WALL = z.strictObject({
  title: line(WALL_LIMITS.title),
  filter: z.string().max(MAX_FILTER_LENGTH, `it has at most ${MAX_FILTER_LENGTH} characters`),
  inches: between(WALL_LIMITS.inches),
  metres: between(WALL_LIMITS.metres),
  pages: z
    .array(z.enum(WALL_PAGES, `it is one of ${WALL_PAGES.join(', ')}`))
    .min(1, 'a wall has one page at least')
    .refine((pages) => new Set(pages).size === pages.length, 'each page stands there once'),
  every: between(WALL_LIMITS.every),
  segment: line(MAX_SEGMENT).min(1, 'it is the path of a segment, or null').nullable(),
  sound: z.boolean(),
}) satisfies z.ZodType<Omit<WallConfig, 'id'>>
