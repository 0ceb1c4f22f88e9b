import type { TapRule } from './rule.ts'

export const TAP_RULES: readonly TapRule[] = []
