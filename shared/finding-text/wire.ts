import type { Commands } from './commands.ts'

/** Sentences about the wire and the tap, in English. Names that end in `Ms` are durations, in `At` moments. */
export const WIRE_SENTENCES = {} as const

/** What to do, in plain words and in English. */
export const WIRE_REMEDIES = {} as const

/** Commands that put it right, or that show where to look. */
export const WIRE_COMMANDS = {} as const satisfies Readonly<Record<string, Commands>>
