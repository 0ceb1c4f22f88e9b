import { shallowRef } from 'vue'
import { isAmbiguous } from '../format/segment.ts'

/** The names that people gave to segments, by path. Of the page as the clock is: the shell keeps it up to date. */
export const segmentNames = shallowRef<Readonly<Record<string, string>>>({})

export const nameOfSegment = (segment: string): string | null =>
  Object.hasOwn(segmentNames.value, segment) ? (segmentNames.value[segment] ?? null) : null

/** It has a name, and no other one that is called the same has it too. */
export function isNamedAlone(segment: string): boolean {
  const name = nameOfSegment(segment)
  const namesakes = Object.entries(segmentNames.value).flatMap(([path, other]) => (other === name ? [path] : []))
  return name !== null && !isAmbiguous(segment, namesakes)
}
