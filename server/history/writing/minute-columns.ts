import type { MinuteCounts } from '../../membership/step.ts'

/** In the order of the columns of the table `minute`. */
export const MINUTE_COLUMNS = [
  'groups',
  'hosts',
  'memberships',
  'joins',
  'leaves',
  'expiries',
  'queries',
  'reportsV1',
  'reportsV2',
  'reportsV3',
  'problems',
  'generalV1',
  'generalV2',
  'generalV3',
  'specificV2',
  'specificV3',
  'leaveMessages',
] as const satisfies readonly (keyof MinuteCounts)[]
