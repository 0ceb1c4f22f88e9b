import type { queriers as en } from '../en/queriers.ts'

export const queriers: typeof en = { title: 'Queriers' }
