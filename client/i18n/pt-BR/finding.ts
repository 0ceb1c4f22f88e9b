import { SENTENCES_PT_BR, TITLES_PT_BR } from '../../../shared/finding-text/pt-BR.ts'
import type { finding as en } from '../en/finding.ts'

/** The page says what a message of an alarm says. */
export const finding: typeof en = { title: TITLES_PT_BR, sentence: SENTENCES_PT_BR }
