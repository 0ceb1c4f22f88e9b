import type { FindingCode, FindingValues } from './finding.ts'
import type { Commands } from './finding-text/commands.ts'
import { filled } from './finding-text/filled.ts'
import { HOST_SENTENCES } from './finding-text/hosts.ts'
import { HOST_COMMANDS, HOST_REMEDIES } from './finding-text/hosts-advice.ts'
import { QUERIER_SENTENCES } from './finding-text/queriers.ts'
import { QUERIER_COMMANDS, QUERIER_REMEDIES } from './finding-text/queriers-advice.ts'
import { WIRE_SENTENCES } from './finding-text/wire.ts'
import { WIRE_COMMANDS, WIRE_REMEDIES } from './finding-text/wire-advice.ts'

export { SYSTEMS, type Commands, type System } from './finding-text/commands.ts'
export { FINDING_TITLES } from './finding-text/titles.ts'

export const FINDING_SENTENCES = { ...QUERIER_SENTENCES, ...HOST_SENTENCES, ...WIRE_SENTENCES } as const
/** What to do about each; every code has one (a test holds it). */
export const FINDING_REMEDIES: Readonly<Partial<Record<FindingCode, string>>> = {
  ...QUERIER_REMEDIES,
  ...HOST_REMEDIES,
  ...WIRE_REMEDIES,
}
export const FINDING_COMMANDS: Readonly<Partial<Record<FindingCode, Commands>>> = {
  ...QUERIER_COMMANDS,
  ...HOST_COMMANDS,
  ...WIRE_COMMANDS,
}
/** The code of a sentence: that of its finding, with a word more where a finding has several. */
export type SentenceCode = keyof typeof FINDING_SENTENCES

/** The English sentence, as the terminal says it. */
export const findingSentence = (code: SentenceCode, values: FindingValues): string =>
  filled(FINDING_SENTENCES[code], values)
