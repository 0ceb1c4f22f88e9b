import { QUERIER_SENTENCES } from '../../../../shared/finding-text/queriers.ts'

/** In English the page says what the terminal says. */
export const queriers: Record<keyof typeof QUERIER_SENTENCES, string> = QUERIER_SENTENCES
