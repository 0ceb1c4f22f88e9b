import { REMEDIES_PT_BR } from '../../../shared/finding-text/pt-BR.ts'
import type { remedy as en } from '../en/remedy.ts'

export const remedy: typeof en = REMEDIES_PT_BR
