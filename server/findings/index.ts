import { HOST_RULES } from './host-rules.ts'
import { QUERIER_RULES } from './querier-rules.ts'
import type { SegmentRule } from './rule.ts'
import { WIRE_RULES } from './wire-rules.ts'

export { TAP_RULES } from './tap-rules.ts'

/** Every rule about a segment, in the order in which they are asked. */
export const SEGMENT_RULES: readonly SegmentRule[] = [...QUERIER_RULES, ...HOST_RULES, ...WIRE_RULES]
