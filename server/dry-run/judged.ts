import type { FindingCode } from '../../shared/finding.ts'

/**
 * The history keeps queries, memberships and when each was reported last; not the frames, nor every report. What a rule
 * reads from those cannot be judged from it.
 */
export const NOT_JUDGED: readonly FindingCode[] = [
  // Every answer of a host, and when it came.
  'deaf-host',
  'suppression',
  'fast-leave',
  'report-flood',
  'proxy-reporting',
  'address-conflict',
  // Reports that make nobody a member.
  'ssm-misuse',
  // The frames themselves: header fields, copies, what was cut.
  'odd-specific-query',
  'bad-sender',
  'tap-limits',
  'loop',
]

const notJudged = new Set(NOT_JUDGED)
export const isJudged = (code: FindingCode): boolean => !notJudged.has(code)
