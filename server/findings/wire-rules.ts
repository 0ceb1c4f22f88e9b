import type { SegmentRule } from './rule.ts'

export const WIRE_RULES: readonly SegmentRule[] = []
