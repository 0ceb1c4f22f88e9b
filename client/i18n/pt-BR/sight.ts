import { SIGHT_PT_BR } from '../../../shared/finding-text/pt-BR/sight.ts'
import type { sight as en } from '../en/sight.ts'

export const sight: typeof en = SIGHT_PT_BR
