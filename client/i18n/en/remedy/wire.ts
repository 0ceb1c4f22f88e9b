import { WIRE_REMEDIES } from '../../../../shared/finding-text/wire-advice.ts'

/** In English the page says what the terminal says. */
export const wireRemedies: Record<keyof typeof WIRE_REMEDIES, string> = WIRE_REMEDIES
