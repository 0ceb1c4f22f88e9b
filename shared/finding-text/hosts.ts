import type { Commands } from './commands.ts'

/** Sentences about hosts and their groups, in English. Names that end in `Ms` are durations, in `At` moments. */
export const HOST_SENTENCES = {} as const

/** What to do, in plain words and in English. */
export const HOST_REMEDIES = {} as const

/** Commands that put it right, or that show where to look. */
export const HOST_COMMANDS = {} as const satisfies Readonly<Record<string, Commands>>
