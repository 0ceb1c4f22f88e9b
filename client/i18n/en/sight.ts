import { SIGHT_SENTENCES, type SightSentence } from '../../../shared/sight-text.ts'

/** In English the page says what the terminal says. */
export const sight: Record<SightSentence, string> = SIGHT_SENTENCES
