import { z } from 'zod'
import { DAY, HOUR, type DurationMs } from '../shared/time.ts'
import type { Keep } from './history/store.ts'

/* How much of the past is kept, in words: `90d`, `10GB`. */

const UNITS: Readonly<Record<string, DurationMs>> = { h: HOUR, d: DAY, w: 7 * DAY, y: 365 * DAY }
/** Powers of 1024, as disks are listed. */
const SIZES: Readonly<Record<string, number>> = { MB: 1_024 ** 2, GB: 1_024 ** 3, TB: 1_024 ** 4 }
/** With less there is hardly a history. */
const LEAST_AGE: DurationMs = DAY
const LEAST_BYTES = 16 * 1_024 ** 2

/** null: it is no age. */
export function parseAge(text: string): DurationMs | null {
  const match = /^(\d{1,5})([hdwy])$/.exec(text)
  const age = match ? Number(match[1]) * (UNITS[match[2] ?? ''] ?? 0) : 0
  return age >= LEAST_AGE ? age : null
}

/** null: it is no size. */
export function parseSize(text: string): number | null {
  const match = /^(\d{1,7}(?:\.\d{1,3})?) ?([MGT]B)$/i.exec(text)
  const bytes = match ? Math.round(Number(match[1]) * (SIZES[(match[2] ?? '').toUpperCase()] ?? 0)) : 0
  return bytes >= LEAST_BYTES ? bytes : null
}

export const AGE_SYNTAX = 'an age of a day or more, as in 90d, 2w or 2y'
export const SIZE_SYNTAX = 'a size of 16MB or more, as in 500MB or 10GB'

const Age = z
  .string({ error: `it must be ${AGE_SYNTAX}` })
  .refine((text) => parseAge(text) !== null, `it must be ${AGE_SYNTAX}`)

/** The table `[history]` of a configuration file. */
export const HistoryConfig = z.strictObject({
  changes: Age.optional(),
  minutes: Age.optional(),
  rollups: Age.optional(),
  'max-size': z
    .string({ error: `it must be ${SIZE_SYNTAX}` })
    .refine((text) => parseSize(text) !== null, `it must be ${SIZE_SYNTAX}`)
    .optional(),
})

/** What was said of it; the flag wins. */
export function keepOf(config: z.infer<typeof HistoryConfig> = {}, maxBytes: number | null = null): Partial<Keep> {
  const { changes, minutes, rollups } = config
  const keep: { -readonly [Name in keyof Keep]?: Keep[Name] } = {}
  for (const [name, text] of Object.entries({ changes, minutes, rollups })) {
    const age = text === undefined ? null : parseAge(text)
    if (age !== null) keep[name as 'changes' | 'minutes' | 'rollups'] = age
  }
  const size = maxBytes ?? parseSize(config['max-size'] ?? '')
  if (size !== null) keep.maxBytes = size
  return keep
}
