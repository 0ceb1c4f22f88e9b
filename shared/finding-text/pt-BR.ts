import { HOST_REMEDIES_PT_BR } from './pt-BR/hosts-advice.ts'
import { HOSTS_PT_BR } from './pt-BR/hosts.ts'
import { QUERIER_REMEDIES_PT_BR } from './pt-BR/queriers-advice.ts'
import { QUERIERS_PT_BR } from './pt-BR/queriers.ts'
import { WIRE_REMEDIES_PT_BR } from './pt-BR/wire-advice.ts'
import { WIRE_PT_BR } from './pt-BR/wire.ts'

export { TITLES_PT_BR } from './pt-BR/titles.ts'

/* The texts of findings in Brazilian Portuguese: for the page, and for messages that are sent out. */

export const SENTENCES_PT_BR = { ...QUERIERS_PT_BR, ...HOSTS_PT_BR, ...WIRE_PT_BR } as const
export const REMEDIES_PT_BR = { ...QUERIER_REMEDIES_PT_BR, ...HOST_REMEDIES_PT_BR, ...WIRE_REMEDIES_PT_BR } as const
