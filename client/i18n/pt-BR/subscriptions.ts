import type { subscriptions as en } from '../en/subscriptions.ts'

export const subscriptions: typeof en = { title: 'Assinaturas' }
