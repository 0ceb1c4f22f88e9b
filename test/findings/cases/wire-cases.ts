import type { FindingCase } from '../scene.ts'
import { addressConflict, reflectedReports } from './address-conflict.ts'
import { badSender } from './bad-sender.ts'
import { foreignSubnet } from './foreign-subnet.ts'
import { loop } from './loop.ts'
import { macCollision } from './mac-collision.ts'
import { manyAddresses, oneForAll, proxyReporting } from './proxy-reporting.ts'
import { copiedFrames, tapLimits } from './tap-limits.ts'

export const WIRE_CASES: readonly FindingCase[] = [
  badSender,
  proxyReporting,
  manyAddresses,
  oneForAll,
  foreignSubnet,
  macCollision,
  tapLimits,
  copiedFrames,
  loop,
  addressConflict,
  reflectedReports,
]
