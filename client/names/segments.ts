import { shallowRef } from 'vue'

/** The names that people gave to segments, by path. Of the page as the clock is: the shell keeps it up to date. */
export const segmentNames = shallowRef<Readonly<Record<string, string>>>({})

export const nameOfSegment = (segment: string): string | null =>
  Object.hasOwn(segmentNames.value, segment) ? (segmentNames.value[segment] ?? null) : null
