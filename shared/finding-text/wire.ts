/** Sentences about the wire and the tap, in English. Names that end in `Ms` are durations, in `At` moments. */
export const WIRE_SENTENCES = {} as const
