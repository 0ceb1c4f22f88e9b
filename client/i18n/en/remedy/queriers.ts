import { QUERIER_REMEDIES } from '../../../../shared/finding-text/queriers-advice.ts'

/** In English the page says what the terminal says. */
export const querierRemedies: Record<keyof typeof QUERIER_REMEDIES, string> = QUERIER_REMEDIES
