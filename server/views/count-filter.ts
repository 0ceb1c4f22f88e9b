import type { Family } from '../../shared/address.ts'
import { compileFilter, parseFilter, type Compiled, type FieldAccess } from '../../shared/filter.ts'

/** A segment, as far as counts are asked for by it. */
export interface CountedSegment {
  /** The name of its tap. */
  source: string
  family: Family
  name: string
  vlans: readonly number[]
  /** What people call it; null: nothing. */
  called: string | null
}

const SEGMENT: FieldAccess<CountedSegment> = {
  vlan: ({ vlans }, is) => is(vlans),
  segment: ({ name, called }, is) => is(name) || (called !== null && is(called)),
  name: ({ called }, is) => called !== null && is(called),
  tap: ({ source }, is) => is(source),
  text: ({ name, source, called }, is) => is(name) || is(source) || (called !== null && is(called)),
}

/** Which segments are counted: the filter grammar, with `segment:`, `name:`, `vlan:`, `source:` and words. */
export function countFilter(text: string): Compiled<CountedSegment> {
  const parsed = parseFilter(text)
  return parsed.error ? { matches: null, error: parsed.error } : compileFilter(parsed.filter, SEGMENT)
}
