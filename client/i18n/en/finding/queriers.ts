import { QUERIER_REMEDIES, QUERIER_SENTENCES } from '../../../../shared/finding-text/queriers.ts'

/** In English the page says what the terminal says. */
interface QuerierTexts {
  sentences: Record<keyof typeof QUERIER_SENTENCES, string>
  remedies: Record<keyof typeof QUERIER_REMEDIES, string>
}
export const queriers: QuerierTexts = { sentences: QUERIER_SENTENCES, remedies: QUERIER_REMEDIES }
