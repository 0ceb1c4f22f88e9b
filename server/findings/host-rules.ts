import type { SegmentRule } from './rule.ts'

export const HOST_RULES: readonly SegmentRule[] = []
