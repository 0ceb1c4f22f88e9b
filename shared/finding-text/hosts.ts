/** Sentences about hosts and their groups, in English. Names that end in `Ms` are durations, in `At` moments. */
export const HOST_SENTENCES = {} as const
