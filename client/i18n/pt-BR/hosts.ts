import type { hosts as en } from '../en/hosts.ts'

export const hosts: typeof en = {
  title: 'Hosts',
  placeholder: 'host:10.0.0.0/24 vendor:"Amino" groups:>5 -version:3',
  summary: '{n} de {of} hosts',
  all: '{n} host | {n} hosts',
  unknownVendor: 'desconhecido',
}
