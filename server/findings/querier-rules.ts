import type { SegmentRule } from './rule.ts'

export const QUERIER_RULES: readonly SegmentRule[] = []
