import type { FindingCode } from '../finding.ts'

/** The systems whose commands a remedy names. */
export const SYSTEMS = ['routeros', 'ios', 'linux'] as const
export type System = (typeof SYSTEMS)[number]

/** Commands that put it right, or that show where to look; one a line. A system without a way has none. */
export const FINDING_COMMANDS: Readonly<Partial<Record<FindingCode, Readonly<Partial<Record<System, string>>>>>> = {}
