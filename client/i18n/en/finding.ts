import { FINDING_SENTENCES, FINDING_TITLES } from '../../../shared/finding-text.ts'
import { HOST_REMEDIES } from '../../../shared/finding-text/hosts.ts'
import { QUERIER_REMEDIES } from '../../../shared/finding-text/queriers.ts'
import { WIRE_REMEDIES } from '../../../shared/finding-text/wire.ts'

const REMEDIES = { ...QUERIER_REMEDIES, ...HOST_REMEDIES, ...WIRE_REMEDIES }

/** In English the page says what the terminal says. */
interface FindingTexts {
  title: Record<keyof typeof FINDING_TITLES, string>
  sentence: Record<keyof typeof FINDING_SENTENCES, string>
  remedy: Record<keyof typeof REMEDIES, string>
}
export const finding: FindingTexts = { title: FINDING_TITLES, sentence: FINDING_SENTENCES, remedy: REMEDIES }
