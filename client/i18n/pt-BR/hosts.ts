import type { hosts as en } from '../en/hosts.ts'

export const hosts: typeof en = {
  title: 'Hosts',
  summary: '{n} de {of} hosts',
  all: '{n} host | {n} hosts',
  unknownVendor: 'desconhecido',
}
