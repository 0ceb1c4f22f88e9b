import { HOST_REMEDIES } from '../../../../shared/finding-text/hosts-advice.ts'

/** In English the page says what the terminal says. */
export const hostRemedies: Record<keyof typeof HOST_REMEDIES, string> = HOST_REMEDIES
