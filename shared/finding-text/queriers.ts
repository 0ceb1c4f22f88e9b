import type { Commands } from './commands.ts'

/** Sentences about queriers, in English. Names that end in `Ms` are durations, in `At` moments. */
export const QUERIER_SENTENCES = {} as const

/** What to do, in plain words and in English. */
export const QUERIER_REMEDIES = {} as const

/** Commands that put it right, or that show where to look. */
export const QUERIER_COMMANDS = {} as const satisfies Readonly<Record<string, Commands>>
