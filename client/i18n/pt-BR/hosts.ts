import type { hosts as en } from '../en/hosts.ts'

export const hosts: typeof en = { title: 'Hosts' }
