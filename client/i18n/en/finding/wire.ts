import { WIRE_REMEDIES, WIRE_SENTENCES } from '../../../../shared/finding-text/wire.ts'

/** In English the page says what the terminal says. */
export const wireFindings: {
  readonly sentences: Readonly<Record<keyof typeof WIRE_SENTENCES, string>>
  readonly remedies: Readonly<Record<keyof typeof WIRE_REMEDIES, string>>
} = { sentences: WIRE_SENTENCES, remedies: WIRE_REMEDIES }
