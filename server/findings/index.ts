import type { SegmentRule, TapRule } from './rule.ts'

/** Every rule, in the order in which they are asked. */
export const SEGMENT_RULES: readonly SegmentRule[] = []
export const TAP_RULES: readonly TapRule[] = []
