import type { problem as en } from '../en/problem.ts'

export const problem: typeof en = {
  truncated: 'cortada pela captura',
  'bad-checksum': 'checksum errado',
  'bad-length': 'tamanho impossível',
  'malformed-record': 'registro além do fim',
  'unknown-record-type': 'tipo de registro desconhecido',
  'unknown-type': 'tipo de mensagem desconhecido',
  'ttl-not-1': 'TTL ou hop limit diferente de 1',
  'no-router-alert': 'sem Router Alert',
  'wrong-destination': 'destino errado',
  'not-multicast': 'grupo não é multicast',
  'all-hosts-reported': 'relatório de 224.0.0.1 ou ff02::1',
  fragment: 'fragmento',
  'bad-source': 'de um endereço que nenhum host pode ter',
}
