import type { Segment } from '../decode/segment.ts'

/** Of a segment's row: the two families of one broadcast domain share its name. */
export const segmentKey = ({ name, family }: Pick<Segment, 'name' | 'family'>): string =>
  family === 'ipv4' ? name : `${name}|ipv6`
