import type { Family } from '../../shared/address.ts'
import { compileFilter, parseFilter, type Compiled, type FieldAccess } from '../../shared/filter.ts'

/** A segment, as far as counts are asked for by it. */
export interface CountedSegment {
  /** The name of its tap. */
  source: string
  family: Family
  name: string
  vlans: readonly number[]
}

const SEGMENT: FieldAccess<CountedSegment> = {
  vlan: ({ vlans }, is) => is(vlans),
  segment: ({ name }, is) => is(name),
  tap: ({ source }, is) => is(source),
  text: ({ name, source }, is) => is(name) || is(source),
}

/** Which segments are counted: the filter grammar, with `segment:`, `vlan:`, `source:` and words. */
export function countFilter(text: string): Compiled<CountedSegment> {
  const parsed = parseFilter(text)
  return parsed.error ? { matches: null, error: parsed.error } : compileFilter(parsed.filter, SEGMENT)
}
