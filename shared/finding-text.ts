import type { FindingValues } from './finding.ts'
import { HOST_SENTENCES } from './finding-text/hosts.ts'
import { QUERIER_SENTENCES } from './finding-text/queriers.ts'
import { WIRE_SENTENCES } from './finding-text/wire.ts'

export { FINDING_COMMANDS, SYSTEMS, type System } from './finding-text/commands.ts'
export { FINDING_REMEDIES } from './finding-text/remedies.ts'
export { FINDING_TITLES } from './finding-text/titles.ts'

export const FINDING_SENTENCES = { ...QUERIER_SENTENCES, ...HOST_SENTENCES, ...WIRE_SENTENCES } as const
/** The code of a sentence: that of its finding, with a word more where a finding has several. */
export type SentenceCode = keyof typeof FINDING_SENTENCES

/** The English sentence, as the terminal says it: durations in seconds, moments in UTC. */
export function findingSentence(code: SentenceCode, values: FindingValues): string {
  const template: string = FINDING_SENTENCES[code]
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name]
    if (value === undefined) return whole
    if (typeof value === 'string') return value
    if (name.endsWith('Ms')) return `${Math.round(value / 100) / 10} s`
    return name.endsWith('At') ? new Date(value).toISOString() : String(value)
  })
}
