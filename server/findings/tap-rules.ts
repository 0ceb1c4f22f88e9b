import type { TapRule } from './rule.ts'
import { tapLimits } from './tap-limits.ts'

export const TAP_RULES: readonly TapRule[] = [tapLimits]
