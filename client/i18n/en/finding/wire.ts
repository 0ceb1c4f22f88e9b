import { WIRE_SENTENCES } from '../../../../shared/finding-text/wire.ts'

/** In English the page says what the terminal says. */
export const wireFindings: Record<keyof typeof WIRE_SENTENCES, string> = WIRE_SENTENCES
