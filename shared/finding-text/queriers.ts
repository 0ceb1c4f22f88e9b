/** Sentences about queriers, in English. Names that end in `Ms` are durations, in `At` moments. */
export const QUERIER_SENTENCES = {} as const
