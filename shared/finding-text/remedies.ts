import type { FindingCode } from '../finding.ts'

/** What to do, in plain words and in English. The commands stand in commands.ts, the same in every language. */
export const FINDING_REMEDIES: Readonly<Partial<Record<FindingCode, string>>> = {}
