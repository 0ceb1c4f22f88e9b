import type { group as en } from '../en/group.ts'

export const group: typeof en = { title: 'Grupo' }
