import { addressConflict } from './address-conflict.ts'
import { badSender } from './bad-sender.ts'
import { foreignSubnet } from './foreign-subnet.ts'
import { loop } from './loop.ts'
import { macCollision } from './mac-collision.ts'
import { proxyReporting } from './proxy-reporting.ts'
import type { SegmentRule } from './rule.ts'
import { segmentLimits } from './tap-limits.ts'

export const WIRE_RULES: readonly SegmentRule[] = [
  loop,
  addressConflict,
  badSender,
  foreignSubnet,
  proxyReporting,
  macCollision,
  segmentLimits,
]
